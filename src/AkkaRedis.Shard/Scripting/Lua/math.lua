-- The table "math" of scripts, as 5.1 has it: numbers are floats, and chance is Redis' own.
local kit = ...
local whole, badarg = kit.whole, kit.badarg
local type, select, tonumber, error, ipairs = type, select, tonumber, error, ipairs
local math, floor, ceil = math, math.floor, math.ceil

local maths = { pi = math.pi, huge = math.huge }
for _, name in ipairs { 'abs', 'acos', 'asin', 'cos', 'deg', 'exp', 'fmod', 'max', 'min', 'modf', 'rad', 'sin', 'sqrt', 'tan' } do
  maths[name] = math[name]
end

local log, exp, atan = math.log, math.exp, math.atan

function maths.floor(x)
  if type(x) == 'number' then return floor(x) + 0.0 end
  return floor(x)
end

function maths.ceil(x)
  if type(x) == 'number' then return ceil(x) + 0.0 end
  return ceil(x)
end

function maths.log(x) return log(x) end
function maths.log10(x) return log(x, 10) end
function maths.atan(x) return atan(x) end
function maths.atan2(y, x) return atan(y, x) end
function maths.pow(x, y) return x ^ y end
function maths.cosh(x) return (exp(x) + exp(-x)) / 2 end
function maths.sinh(x) return (exp(x) - exp(-x)) / 2 end
function maths.tanh(x) return x > 20 and 1.0 or x < -20 and -1.0 or 1 - 2 / (exp(2 * x) + 1) end
function maths.ldexp(m, e) return m * 2.0 ^ whole(e) end
maths.mod = math.fmod

function maths.frexp(x)
  if x == 0 or x ~= x or x == math.huge or x == -math.huge then return x, 0 end
  local e, m = 0, x + 0.0
  while m >= 1 or m <= -1 do m, e = m / 2, e + 1 end
  while m < 0.5 and m > -0.5 do m, e = m * 2, e - 1 end
  return m, e
end

-- The 48-bit generator of POSIX, in the state in which that begins; scripts go on with what earlier ones left.
local MAX = 2147483647
local drawn = 0x1234ABCD330E

local function seed(n) drawn = ((n & 0xFFFFFFFF) << 16) | 0x330E end

local function draw()
  drawn = (drawn * 0x5DEECE66D + 0xB) & 0xFFFFFFFFFFFF
  return ((drawn >> 17) % MAX) / MAX
end

function maths.random(...)
  local count, low, high = select('#', ...), ...
  local r = draw()
  if count == 0 then return r end
  if count > 2 then error('wrong number of arguments', 2) end
  low = whole(tonumber(low)) or badarg(1, 'random', 'number expected, got ' .. type(low))
  if count == 1 then
    if low < 1 then badarg(1, 'random', 'interval is empty') end
    return floor(r * low) + 1.0
  end
  high = whole(tonumber(high)) or badarg(2, 'random', 'number expected, got ' .. type(high))
  if low > high then badarg(2, 'random', 'interval is empty') end
  return floor(r * (high - low + 1)) + low + 0.0
end

function maths.randomseed(n)
  seed(whole(tonumber(n)) or badarg(1, 'randomseed', 'number expected, got ' .. type(n)))
end

return maths
