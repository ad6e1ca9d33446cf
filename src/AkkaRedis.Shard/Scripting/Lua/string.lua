-- The table "string" of scripts, as 5.1 has it: fractions as positions are cut off, numbers read as 5.1 writes them.
local kit = ...
local text, whole, guard, refuse, real = kit.text, kit.whole, kit.guard, kit.refuse, kit.real
local type, select, tonumber, error, unpack = type, select, tonumber, error, table.unpack
local format, sub, rep, byte, char = string.format, string.sub, string.rep, string.byte, string.char
local find, match, gmatch, gsub = string.find, string.match, string.gmatch, string.gsub

local strings = { lower = string.lower, upper = string.upper, len = string.len, reverse = string.reverse }

function strings.sub(s, i, j) return sub(s, whole(i), whole(j)) end
function strings.rep(s, n) return rep(s, whole(n)) end
function strings.byte(s, i, j) return byte(s, whole(i), whole(j)) end
function strings.find(s, p, init, plain) return find(s, p, whole(init), plain) end
function strings.match(s, p, init) return match(s, p, whole(init)) end
function strings.gmatch(s, p) return gmatch(s, p) end
strings.gfind = strings.gmatch

-- Nobody loads what this gives, so it need not be much.
function strings.dump() return '\27Lua' end

function strings.char(...)
  local codes = { ... }
  for i = 1, #codes do codes[i] = whole(codes[i]) end
  return char(unpack(codes, 1, select('#', ...)))
end

function strings.gsub(s, p, r, n)
  if type(r) == 'number' then r = text(r) end
  if type(r) == 'string' and find(r, '%', 1, true) then
    r = gsub(r, '%%(.?)', function(c) return (c == '%' or match(c, '%d')) and '%' .. c or c end)
  end
  if type(r) == 'table' then r = real[r] or r end
  return gsub(s, p, r, whole(n))
end

local function formatted(spec, kind, n, arg, given)
  if not given then refuse(n + 1, 'format', (find(kind, '[sq]') and 'string' or 'number') .. ' expected, got no value') end
  if kind == 's' or kind == 'q' then
    if type(arg) == 'number' then arg = text(arg) end
    if type(arg) ~= 'string' then refuse(n + 1, 'format', 'string expected, got ' .. type(arg)) end
    if kind == 'q' then
      return '"' .. gsub(gsub(arg, '[\\"\n]', '\\%0'), '[\r\0]', { ['\r'] = '\\r', ['\0'] = '\\000' }) .. '"'
    end
    if #arg >= 100 and not find(spec, '.', 1, true) then return arg end
    return format(spec, (match(arg, '^%Z*')))
  end
  local number = tonumber(arg)
  if not number then refuse(n + 1, 'format', 'number expected, got ' .. type(arg)) end
  if find(kind, '[diucxXo]') then
    number = whole(number)
    if kind == 'u' then spec = gsub(spec, 'u$', 'd') end
    if kind == 'c' then return char(number & 255) end
  end
  return format(spec, number)
end

strings.format = guard(function(...)
  local f = ...
  if type(f) == 'number' then f = text(f) end
  if type(f) ~= 'string' then return format(...) end
  local args, count, n = { select(2, ...) }, select('#', ...) - 1, 0
  return (gsub(f, '%%([%-+ #0]*%d*%.?%d*)(.?)', function(flags, kind)
    if kind == '%' and flags == '' then return '%' end
    if not find(kind, '^[cdiouxXeEfgGqs]') then
      error("invalid option '%" .. flags .. kind .. "' to 'format'", 0)
    end
    n = n + 1
    return formatted('%' .. flags .. kind, kind, n, args[n], n <= count)
  end))
end)

return strings
