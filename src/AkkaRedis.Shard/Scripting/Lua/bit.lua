-- The table "bit" of scripts: operations on 32-bit integers, as LuaBitOp has them.
local kit = ...
local badarg = kit.badarg
local type, select, tonumber, format = type, select, tonumber, string.format

-- Rounds to the nearest integer and wraps it to 32 bits with a sign.
local function int32(x)
  x = x & 0xFFFFFFFF
  return (x >= 0x80000000 and x - 0x100000000 or x) + 0.0
end

local function operand(n, name, ...)
  local x = select(n, ...)
  local number = tonumber(x)
  if not number then
    badarg(n, name, 'number expected, got ' .. (n > select('#', ...) and 'no value' or type(x)))
  end
  if number ~= number or number >= 0x1p52 or number <= -0x1p52 then return number ~= number and 0 or (number % 0x1p32) // 1 | 0 end
  local low = number // 1
  local rest = number - low
  if rest > 0.5 or (rest == 0.5 and low % 2 == 1) then low = low + 1 end
  return low | 0
end

local bit = {}

function bit.tobit(...) return int32(operand(1, 'tobit', ...)) end
function bit.bnot(...) return int32(~operand(1, 'bnot', ...)) end

local function fold(name, f)
  bit[name] = function(...)
    local x = operand(1, name, ...)
    for i = 2, select('#', ...) do x = f(x, operand(i, name, ...)) end
    return int32(x)
  end
end

fold('band', function(a, b) return a & b end)
fold('bor', function(a, b) return a | b end)
fold('bxor', function(a, b) return a ~ b end)

local function shift(name, f)
  bit[name] = function(...)
    local x, n = operand(1, name, ...), operand(2, name, ...)
    return int32(f(x & 0xFFFFFFFF, n & 31))
  end
end

shift('lshift', function(x, n) return x << n end)
shift('rshift', function(x, n) return x >> n end)
shift('arshift', function(x, n) return (x >= 0x80000000 and x - 0x100000000 or x) // (1 << n) end)
shift('rol', function(x, n) return (x << n) | (x >> (32 - n)) end)
shift('ror', function(x, n) return (x >> n) | (x << (32 - n)) end)

function bit.bswap(...)
  local x = operand(1, 'bswap', ...) & 0xFFFFFFFF
  return int32((x >> 24) | ((x >> 8) & 0xFF00) | ((x << 8) & 0xFF0000) | (x << 24))
end

function bit.tohex(...)
  local x = operand(1, 'tohex', ...) & 0xFFFFFFFF
  local n = select('#', ...) > 1 and operand(2, 'tohex', ...) or 8
  local digits = n < 0 and '%08X' or '%08x'
  n = n < 0 and -n or n
  if n > 8 then n = 8 end
  return n == 0 and '' or format(digits, x):sub(-n)
end

return bit
