-- The table "struct" of scripts: bytes of C structures. Format letters as in Roberto Ierusalimschy's library:
-- > < = byte order, !n alignment, x b B h H l L T f d s in I with sizes, c0 and cn strings.
local kit = ...
local badarg, whole = kit.badarg, kit.whole
local error, type, select, tonumber, find = error, type, select, tonumber, string.find
local strpack, strunpack, concat = string.pack, string.unpack, table.concat

local SIZES = { b = 1, B = 1, h = 2, H = 2, l = 8, L = 8, T = 8, f = 4, d = 8, i = 4, I = 4 }
local MAX_SIZE, MAX_ALIGN = 32, 16

-- Calls each(kind, size, little-endian, padding before) for every item of a format; stops at the first true.
local function walk(fmt, base, each)
  local i, little, align, at = 1, true, 1, base
  while i <= #fmt do
    local c = fmt:sub(i, i)
    local digits = fmt:match('^%d+', i + 1)
    local used = (c == '!' or c == 'i' or c == 'I' or c == 'c') and digits
    i = i + 1 + (used and #digits or 0)
    if c == '<' then little = true
    elseif c == '>' then little = false
    elseif c == '=' then little = true
    elseif c == ' ' then -- a separator
    elseif c == '!' then
      align = used and tonumber(digits) or 8
      if align == 0 or align & (align - 1) ~= 0 then error('alignment is not a power of 2', 3) end
    else
      local size = c == 'x' and 1 or c == 'c' and (used and tonumber(digits) or 1) or c == 's' and 0 or SIZES[c]
      if not size then error("invalid format option '" .. c .. "'", 3) end
      if used and c ~= 'c' then
        size = tonumber(digits)
        if size > MAX_SIZE then error('integral size ' .. digits .. ' is larger than limit of 32', 3) end
      end
      local padding = 0
      if c ~= 'x' and c ~= 'c' and c ~= 's' and size > 1 then
        local unit = size < align and size or align
        if unit > 1 and unit & (unit - 1) == 0 then padding = -at & (unit - 1) end
      end
      local used_up, stop = each(c, size, little, padding)
      if stop then return end
      at = at + padding + used_up
    end
  end
end

local function integer(value, size, little)
  local parts = {}
  local n = whole(value)
  for k = 1, size do
    parts[k] = string.char(k <= 8 and (n >> (8 * (k - 1))) & 0xFF or (n < 0 and 0xFF or 0))
  end
  local s = concat(parts)
  return little and s or s:reverse()
end

local struct = {}
local guard = kit.guard

struct.pack = guard(function(...)
  local fmt = ...
  if type(fmt) ~= 'string' then badarg(1, 'pack', 'string expected, got ' .. type(fmt)) end
  local args, n, out = { ... }, 1, {}
  walk(fmt, 0, function(c, size, little, padding)
    out[#out + 1] = ('\0'):rep(padding)
    local s
    if c == 'x' then s = '\0'
    else
      n = n + 1
      local v = args[n]
      if c == 's' or c == 'c' then
        if type(v) == 'number' then v = kit.text(v) end
        if type(v) ~= 'string' then badarg(n, 'pack', 'string expected, got ' .. type(v)) end
        if c == 's' then s = v .. '\0'
        else
          if size == 0 then size = #v end
          if #v < size then badarg(n, 'pack', 'string too short') end
          s = v:sub(1, size)
        end
      else
        local number = tonumber(v)
        if not number then badarg(n, 'pack', 'number expected, got ' .. (v == nil and 'no value' or type(v))) end
        if c == 'f' or c == 'd' then s = strpack((little and '<' or '>') .. c, number) else s = integer(number, size, little) end
      end
    end
    out[#out + 1] = s
    return #s
  end)
  return concat(out)
end)

local function decoded(data, at, c, size, little)
  if c == 'f' or c == 'd' then return (strunpack((little and '<' or '>') .. c, data, at)) end
  local raw = data:sub(at, at + size - 1)
  if not little then raw = raw:reverse() end
  local n = 0
  for k = (size < 8 and size or 8), 1, -1 do n = (n << 8) | raw:byte(k) end
  local signed = c == 'b' or c == 'h' or c == 'l' or c == 'i'
  if signed and size < 8 and n >= 1 << (8 * size - 1) then n = n - (1 << (8 * size)) end
  if not signed and n < 0 then return n + 0x1p64 end
  return n + 0.0
end

struct.unpack = guard(function(...)
  local fmt, data, start = ...
  if type(fmt) ~= 'string' then badarg(1, 'unpack', 'string expected, got ' .. type(fmt)) end
  if type(data) ~= 'string' then badarg(2, 'unpack', 'string expected, got ' .. type(data)) end
  local first = start and whole(tonumber(start)) or 1
  if first < 1 then badarg(3, 'unpack', 'offset must be 1 or greater') end
  local at, out, n = first, {}, 0
  walk(fmt, first - 1, function(c, size, little, padding)
    at = at + padding
    if c == 'c' and size == 0 then
      if n == 0 or type(out[n]) ~= 'number' then error("format 'c0' needs a previous size", 3) end
      size = whole(out[n])
      out[n] = nil
      n = n - 1
    end
    if at - 1 + size > #data or size < 0 then badarg(2, 'unpack', 'data string too short') end
    local used = size
    if c == 's' then
      local stop = find(data, '\0', at, true)
      if not stop then error('unfinished string in data', 3) end
      n = n + 1
      out[n] = data:sub(at, stop - 1)
      used = stop - at + 1
    elseif c == 'c' then
      n = n + 1
      out[n] = data:sub(at, at + size - 1)
    elseif c ~= 'x' then
      n = n + 1
      out[n] = decoded(data, at, c, size, little)
    end
    at = at + used
    return used
  end)
  out[n + 1] = at + 0.0
  return table.unpack(out, 1, n + 1)
end)

struct.size = guard(function(...)
  local fmt = ...
  if type(fmt) ~= 'string' then badarg(1, 'size', 'string expected, got ' .. type(fmt)) end
  local total = 0
  walk(fmt, 0, function(c, size, _, padding)
    if c == 's' then badarg(1, 'size', "variable-size format in sizeof") end
    if c == 'c' and size == 0 then badarg(1, 'size', "variable-length format") end
    total = total + padding + size
    return size
  end)
  return total + 0.0
end)

return struct
