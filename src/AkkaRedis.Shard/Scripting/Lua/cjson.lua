-- The table "cjson" of scripts: JSON as lua-cjson reads and writes it, with its settings. Source: RFC 8259.
local kit = ...
local null, badarg, text, protect, guard, keysof = kit.null, kit.badarg, kit.text, kit.protect, kit.guard, kit.keysof
local error, type, next, tonumber, select, rawget = error, type, next, tonumber, select, rawget
local format, find, sub, byte, gsub, char, concat = string.format, string.find, string.sub, string.byte, string.gsub, string.char, table.concat
local utf8char = utf8.char

local ESCAPES = {
  ['"'] = '\\"', ['\\'] = '\\\\', ['/'] = '\\/', ['\b'] = '\\b', ['\f'] = '\\f', ['\n'] = '\\n', ['\r'] = '\\r', ['\t'] = '\\t',
  ['\127'] = '\\u007f',
}
local UNESCAPES = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/', b = '\b', f = '\f', n = '\n', r = '\r', t = '\t' }

for code = 0, 31 do
  local c = char(code)
  ESCAPES[c] = ESCAPES[c] or format('\\u%04x', code)
end

local function new()
  local config = {
    encode_max_depth = 1000, decode_max_depth = 1000, encode_number_precision = 14, encode_keep_buffer = true,
    encode_invalid_numbers = false, decode_invalid_numbers = true, decode_array_with_array_mt = false,
    sparse_convert = false, sparse_ratio = 2, sparse_safe = 10,
  }
  local cjson = { null = null, _NAME = 'cjson', _VERSION = '2.1.0', array_mt = {} }

  local function refuse(what) error('Cannot serialise ' .. what, 0) end

  local function arraylength(t)
    local max, items = 0, 0
    for k in next, t do
      if type(k) ~= 'number' or k <= 0 or k ~= k // 1 then return end
      if k > max then max = k end
      items = items + 1
    end
    if config.sparse_ratio > 0 and max > items * config.sparse_ratio and max > config.sparse_safe then
      if not config.sparse_convert then refuse('table: excessively sparse array') end
      return
    end
    return max > 0 and max // 1 | 0 or nil
  end

  local function quoted(s) return '"' .. gsub(s, '[%c"\\/\127]', ESCAPES) .. '"' end

  local function number(x)
    if x ~= x or x == math.huge or x == -math.huge then
      if not config.encode_invalid_numbers then refuse('number: must not be NaN or Inf') end
      if config.encode_invalid_numbers == 'null' then return 'null' end
      return x ~= x and 'nan' or x > 0 and 'inf' or '-inf'
    end
    return format('%.' .. config.encode_number_precision .. 'g', x)
  end

  local write

  local function writetable(t, depth, out)
    if depth > config.encode_max_depth then error('Cannot serialise, excessive nesting (' .. depth .. ')', 0) end
    local n = arraylength(t)
    if n then
      out[#out + 1] = '['
      for i = 1, n do
        if i > 1 then out[#out + 1] = ',' end
        write(t[i], depth, out)
      end
      out[#out + 1] = ']'
      return
    end
    local separator = '{'
    local keys, count = keysof(t)
    for i = 1, count do
      local k = keys[i]
      if type(k) == 'number' then out[#out + 1] = separator .. '"' .. number(k) .. '":'
      elseif type(k) == 'string' then out[#out + 1] = separator .. quoted(k) .. ':'
      else refuse('table: table key must be a number or string') end
      separator = ','
      write(rawget(t, k), depth, out)
    end
    out[#out + 1] = separator == '{' and '{}' or '}'
  end

  function write(value, depth, out)
    local kind = type(value)
    if kind == 'table' then return writetable(value, depth + 1, out) end
    local s
    if kind == 'string' then s = quoted(value)
    elseif kind == 'number' then s = number(value)
    elseif kind == 'boolean' then s = value and 'true' or 'false'
    elseif value == nil or value == null then s = 'null'
    else refuse(kind .. ': type not supported') end
    out[#out + 1] = s
  end

  cjson.encode = guard(function(...)
    if select('#', ...) ~= 1 then badarg(1, 'encode', 'expected 1 argument') end
    local out = {}
    write((...), 0, out)
    return concat(out)
  end)

  local function expected(what, at, found)
    error('Expected ' .. what .. ' but found ' .. found .. ' at character ' .. at, 0)
  end

  -- What stands at a place, in the words of the error messages.
  local function token(s, at)
    if at > #s then return 'T_END' end
    local c = sub(s, at, at)
    local names = { ['{'] = 'T_OBJ_BEGIN', ['}'] = 'T_OBJ_END', ['['] = 'T_ARR_BEGIN', [']'] = 'T_ARR_END', [','] = 'T_COMMA',
      [':'] = 'T_COLON', ['"'] = 'T_STRING' }
    if names[c] then return names[c] end
    if find(s, '^true', at) or find(s, '^false', at) then return 'T_BOOLEAN' end
    if find(s, '^null', at) then return 'T_NULL' end
    if find(s, '^%-?%d', at) then return 'T_NUMBER' end
    return 'invalid token'
  end

  local function blank(s, at) return find(s, '[^ \t\r\n]', at) or #s + 1 end

  local function codepoint(s, at)
    local hex = s:match('^%x%x%x%x', at)
    return hex and tonumber(hex, 16)
  end

  local function unescaped(s, at)
    local code = codepoint(s, at + 2)
    if not code then expected('value', at, 'invalid unicode escape code') end
    local used = 6
    if code >= 0xD800 and code < 0xDC00 then
      local low = sub(s, at + 6, at + 7) == '\\u' and codepoint(s, at + 8)
      if not low or low < 0xDC00 or low > 0xDFFF then expected('value', at, 'invalid unicode escape code') end
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
      used = 12
    elseif code >= 0xDC00 and code < 0xE000 then
      expected('value', at, 'invalid unicode escape code')
    end
    return utf8char(code), at + used
  end

  local function readstring(s, at, what)
    local out, from = {}, at + 1
    while true do
      local stop = find(s, '["\\%c]', from)
      if not stop then expected(what, at, 'unexpected end of string') end
      out[#out + 1] = sub(s, from, stop - 1)
      local c = sub(s, stop, stop)
      if c == '"' then return concat(out), stop + 1 end
      if c ~= '\\' then
        if c == '\127' or byte(c) > 31 then out[#out + 1] = c; from = stop + 1
        else expected(what, stop, 'invalid token') end
      else
        local e = sub(s, stop + 1, stop + 1)
        if e == 'u' then out[#out + 1], from = unescaped(s, stop)
        elseif UNESCAPES[e] then out[#out + 1] = UNESCAPES[e]; from = stop + 2
        else expected(what, stop, 'invalid escape code') end
      end
    end
  end

  local read

  local function readobject(s, at, depth)
    local t = {}
    at = blank(s, at + 1)
    if sub(s, at, at) == '}' then return t, at + 1 end
    while true do
      if sub(s, at, at) ~= '"' then expected('object key string', at, token(s, at)) end
      local key, value
      key, at = readstring(s, at, 'object key string')
      at = blank(s, at)
      if sub(s, at, at) ~= ':' then expected('colon', at, token(s, at)) end
      value, at = read(s, blank(s, at + 1), depth)
      t[key] = value
      at = blank(s, at)
      local c = sub(s, at, at)
      if c == '}' then return t, at + 1 end
      if c ~= ',' then expected('comma or object end', at, token(s, at)) end
      at = blank(s, at + 1)
    end
  end

  local function readarray(s, at, depth)
    local t, n = {}, 0
    at = blank(s, at + 1)
    if sub(s, at, at) == ']' then return t, at + 1 end
    while true do
      n = n + 1
      t[n], at = read(s, at, depth)
      at = blank(s, at)
      local c = sub(s, at, at)
      if c == ']' then return t, at + 1 end
      if c ~= ',' then expected('comma or array end', at, token(s, at)) end
      at = blank(s, at + 1)
    end
  end

  local function readword(s, at)
    if find(s, '^true', at) then return true, at + 4 end
    if find(s, '^false', at) then return false, at + 5 end
    if find(s, '^null', at) then return null, at + 4 end
    local stop = select(2, find(s, '^[%-%+%w%.]+', at))
    local word = stop and sub(s, at, stop)
    local value = word and tonumber(word)
    if not value and word and config.decode_invalid_numbers then
      local special = { nan = 0 / 0, inf = math.huge, infinity = math.huge, ['-inf'] = -math.huge, ['-infinity'] = -math.huge,
        ['-nan'] = 0 / 0 }
      value = special[word:lower()]
    end
    if not value then expected('value', at, token(s, at)) end
    return value + 0.0, stop + 1
  end

  function read(s, at, depth)
    local c = sub(s, at, at)
    if c == '"' then return readstring(s, at, 'value') end
    if c == '{' or c == '[' then
      if depth >= config.decode_max_depth then
        error('Found too many nested data structures (' .. depth + 1 .. ')', 0)
      end
      if c == '{' then return readobject(s, at, depth + 1) end
      return readarray(s, at, depth + 1)
    end
    return readword(s, at)
  end

  cjson.decode = guard(function(...)
    local s = ...
    if select('#', ...) ~= 1 then badarg(1, 'decode', 'expected 1 argument') end
    if type(s) == 'number' then s = text(s) end
    if type(s) ~= 'string' then badarg(1, 'decode', 'string expected, got ' .. type(s)) end
    if sub(s, 1, 1) == '\0' or sub(s, 2, 2) == '\0' then error('JSON parser does not support UTF-16 or UTF-32', 0) end
    local value, at = read(s, blank(s, 1), 0)
    at = blank(s, at)
    if at <= #s then expected('the end', at, token(s, at)) end
    return value
  end)

  local function option(name, low, high)
    cjson[name] = function(value)
      if value ~= nil then
        local n = tonumber(value)
        if not n or n < low or n > high then
          badarg(1, name, 'expected integer between ' .. low .. ' and ' .. high)
        end
        config[name] = n // 1 | 0
      end
      return config[name] + 0.0
    end
  end

  option('encode_max_depth', 1, 2147483647)
  option('decode_max_depth', 1, 2147483647)
  option('encode_number_precision', 1, 16)

  local function switch(name)
    cjson[name] = function(value)
      if value ~= nil then config[name] = value end
      return config[name]
    end
  end

  switch('encode_keep_buffer')
  switch('encode_invalid_numbers')
  switch('decode_invalid_numbers')
  switch('decode_array_with_array_mt')

  function cjson.encode_sparse_array(convert, ratio, safe)
    if convert ~= nil then config.sparse_convert = convert end
    if ratio ~= nil then config.sparse_ratio = ratio end
    if safe ~= nil then config.sparse_safe = safe end
    return config.sparse_convert, config.sparse_ratio + 0.0, config.sparse_safe + 0.0
  end

  function cjson.new() return protect(new()) end

  return cjson
end

return new()
