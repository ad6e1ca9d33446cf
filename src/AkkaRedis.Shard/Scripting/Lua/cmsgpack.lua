-- The table "cmsgpack" of scripts: MessagePack. Source: the MessagePack specification. Of the possible encodings the
-- shortest is written; a number without a fraction is an integer, nesting beyond 16 levels is written as nil.
local kit = ...
local badarg, whole, keysof = kit.badarg, kit.whole, kit.keysof
local error, type, select, next, getmetatable, rawget = error, type, select, next, getmetatable, rawget
local pack, unpack, concat = string.pack, string.unpack, table.concat

local MAX_DEPTH = 16

local function integer(n)
  if n >= 0 then
    if n < 0x80 then return pack('B', n) end
    if n < 0x100 then return pack('>BB', 0xCC, n) end
    if n < 0x10000 then return pack('>BI2', 0xCD, n) end
    if n < 0x100000000 then return pack('>BI4', 0xCE, n) end
    return pack('>BI8', 0xCF, n)
  end
  if n >= -32 then return pack('b', n) end
  if n >= -0x80 then return pack('>Bb', 0xD0, n) end
  if n >= -0x8000 then return pack('>Bi2', 0xD1, n) end
  if n >= -0x80000000 then return pack('>Bi4', 0xD2, n) end
  return pack('>Bi8', 0xD3, n)
end

local function number(x)
  local n = whole(x)
  if n == x and x > -0x1p63 and x < 0x1p63 then return integer(n) end
  local short = unpack('>f', pack('>f', x))
  if short == x then return pack('>Bf', 0xCA, x) end
  return pack('>Bd', 0xCB, x)
end

local function text(s)
  local n = #s
  if n < 32 then return pack('B', 0xA0 | n) .. s end
  if n < 0x100 then return pack('>BB', 0xD9, n) .. s end
  if n < 0x10000 then return pack('>BI2', 0xDA, n) .. s end
  return pack('>BI4', 0xDB, n) .. s
end

local function header(n, tiny, medium)
  if n < 16 then return pack('B', tiny | n) end
  if n < 0x10000 then return pack('>BI2', medium, n) end
  return pack('>BI4', medium + 1, n)
end

-- Keys 1 to n and no others.
local function arraylength(t)
  local count, max = 0, 0
  for k in next, t do
    if type(k) ~= 'number' or k < 1 or k ~= k // 1 then return end
    count = count + 1
    if k > max then max = k end
  end
  return max == count and count or nil
end

local encode

local function collection(t, depth, out)
  local n = arraylength(t)
  if n then
    out[#out + 1] = header(n, 0x90, 0xDC)
    for i = 1, n do encode(t[i], depth + 1, out) end
    return
  end
  local keys, count = keysof(t)
  out[#out + 1] = header(count, 0x80, 0xDE)
  for i = 1, count do
    encode(keys[i], depth + 1, out)
    encode(rawget(t, keys[i]), depth + 1, out)
  end
end

function encode(value, depth, out)
  local kind = type(value)
  if kind == 'table' and depth < MAX_DEPTH then return collection(value, depth, out) end
  local s = '\xC0'
  if kind == 'string' then s = text(value)
  elseif kind == 'number' then s = number(value)
  elseif kind == 'boolean' then s = value and '\xC3' or '\xC2' end
  out[#out + 1] = s
end

local FIXED = {
  [0xCA] = '>f', [0xCB] = '>d', [0xCC] = '>B', [0xCD] = '>I2', [0xCE] = '>I4', [0xCF] = '>I8',
  [0xD0] = '>b', [0xD1] = '>i2', [0xD2] = '>i4', [0xD3] = '>i8',
}
local BYTES = { [0xC4] = 1, [0xC5] = 2, [0xC6] = 4, [0xD9] = 1, [0xDA] = 2, [0xDB] = 4 }

local function missing() error('Missing bytes in input.', 0) end

local function take(data, at, size)
  if at + size - 1 > #data then missing() end
  return data:sub(at, at + size - 1), at + size
end

local function count(data, at, size)
  if at + size - 1 > #data then missing() end
  return unpack('>I' .. size, data, at), at + size
end

local decode

local function array(data, at, n)
  local t = {}
  for i = 1, n do t[i], at = decode(data, at) end
  return t, at
end

local function map(data, at, n)
  local t = {}
  for _ = 1, n do
    local k, v
    k, at = decode(data, at)
    v, at = decode(data, at)
    if k ~= nil and k == k then t[k] = v end
  end
  return t, at
end

function decode(data, at)
  local tag = data:byte(at)
  if not tag then missing() end
  at = at + 1
  if tag < 0x80 then return tag + 0.0, at end
  if tag >= 0xE0 then return tag - 256.0, at end
  if tag >= 0xA0 and tag < 0xC0 then return take(data, at, tag & 31) end
  if tag >= 0x90 and tag < 0xA0 then return array(data, at, tag & 15) end
  if tag < 0x90 then return map(data, at, tag & 15) end
  if tag == 0xC0 then return nil, at end
  if tag == 0xC2 or tag == 0xC3 then return tag == 0xC3, at end
  if FIXED[tag] then
    local size = string.packsize(FIXED[tag])
    if at + size - 1 > #data then missing() end
    local n = unpack(FIXED[tag], data, at)
    if tag == 0xCF and n < 0 then n = n + 0x1p64 end
    return n + 0.0, at + size
  end
  if BYTES[tag] then return take(data, select(2, count(data, at, BYTES[tag])), (count(data, at, BYTES[tag]))) end
  if tag == 0xDC or tag == 0xDD then
    local n, from = count(data, at, tag == 0xDC and 2 or 4)
    return array(data, from, n)
  end
  if tag == 0xDE or tag == 0xDF then
    local n, from = count(data, at, tag == 0xDE and 2 or 4)
    return map(data, from, n)
  end
  error('Bad data format in input.', 0)
end

local cmsgpack = { _NAME = 'cmsgpack', _VERSION = 'lua-cmsgpack 0.4.0', _COPYRIGHT = '', _DESCRIPTION = 'MessagePack' }

cmsgpack.pack = kit.guard(function(...)
  if select('#', ...) == 0 then badarg(0, 'pack', 'MessagePack pack needs input.') end
  local out = {}
  for i = 1, select('#', ...) do encode((select(i, ...)), 0, out) end
  return concat(out)
end)

local function several(data, offset, limit)
  if type(data) ~= 'string' then badarg(1, 'unpack', 'string expected, got ' .. type(data)) end
  local values, n, at = {}, 0, offset + 1
  while at <= #data and n < limit do
    n = n + 1
    values[n], at = decode(data, at)
  end
  return values, n, at > #data and -1 or at - 1
end

cmsgpack.unpack = kit.guard(function(data)
  local values, n = several(data, 0, math.maxinteger)
  return table.unpack(values, 1, n)
end)

cmsgpack.unpack_limit = kit.guard(function(data, limit, offset)
  local values, n, rest = several(data, whole(offset or 0), whole(limit or 1))
  return rest + 0.0, table.unpack(values, 1, n)
end)

function cmsgpack.unpack_one(data, offset) return cmsgpack.unpack_limit(data, 1, offset) end

return cmsgpack
