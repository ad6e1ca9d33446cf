-- Lua 5.1 as scripts know it, on a Lua 5.4 machine: what is basic; each library has its file. The source of scripts was
-- rewritten before (LuaDialect): numerals are floats, and every ".." goes through the two operands made here, so that
-- numbers read as 5.1 writes them.
-- Natives of the host never raise; what must raise is raised here, in Lua.
-- Arguments: the table of natives, the source of each library by name, the source of functions.lua.
-- Results: what scripts see as globals; the handler of errors; what runs a script; three values for compiled chunks; the
-- results of functions.lua.
local native, libraries, functions = ...

local type, next, select, rawget, rawset, rawequal = type, next, select, rawget, rawset, rawequal
local getmetatable, setmetatable, error = getmetatable, setmetatable, error
local tostring, tonumber, pcall, xpcall, ipairs, pairs, load = tostring, tonumber, pcall, xpcall, ipairs, pairs, load
local getinfo, collectgarbage = debug.getinfo, collectgarbage
local mathtype, floor, ceil = math.type, math.floor, math.ceil
local format, sub, find, gsub, byte = string.format, string.sub, string.find, string.gsub, string.byte
local insert, remove, concat, unpack, sort = table.insert, table.remove, table.concat, table.unpack, table.sort

local READONLY = 'Attempt to modify a readonly table'

---------------------------------------------------------------------------------------------------- errors

local function where()
  for level = 3, 250 do
    local info = getinfo(level, 'Sl')
    if not info then return end
    if info.what ~= 'C' and info.source ~= '=prelude' then return info.source, info.currentline end
  end
end

-- 5.4 names the variable after the value, and functions with their library; what was raised inside this file belongs to the
-- script that called it. Called while the stack is still that of the error.
local function reword(message)
  if type(message) ~= 'string' then return message end
  if find(message, '^prelude:%d+: ') then
    local source, line = where()
    message = gsub(message, '^prelude:%d+: ', source and gsub(sub(source, 2), '%%', '%%%%') .. ':' .. line .. ': ' or '', 1)
  end
  message = gsub(message, "^(.-attempt to [%a ]-) a (%a+) value %((%a+) '([^']*)'%)$", "%1 %3 '%4' (a %2 value)")
  return (gsub(message, "(bad argument #%-?%d+ to ')[%w_]+%.([%w_]+')", '%1%2'))
end

local function badarg(n, name, what)
  error(format("bad argument #%d to '%s' (%s)", n, name, what), 3)
end

local function passed(ok, e, ...)
  if ok then return e, ... end
  error(e, 2)
end

-- A function whose errors, raised at level 0 or from this file, get the place of its caller.
local function guard(f)
  return function(...) return passed(pcall(f, ...)) end
end

local function refuse(n, name, what)
  error(format("bad argument #%d to '%s' (%s)", n, name, what), 0)
end

-- The handler of every script: whatever was raised becomes a table with its text and place.
local function onerror(e)
  if type(e) ~= 'table' then e = { err = 'ERR ' .. reword(tostring(e)) } end
  local source, line = where()
  rawset(e, 'source', source)
  rawset(e, 'line', line)
  return e
end

---------------------------------------------------------------------------------------------------- numbers and concatenation

local function text(x)
  return type(x) == 'number' and format('%.14g', x) or x
end

local pending
local joined = {}

local function join(a, b)
  local ta, tb = type(a), type(b)
  if (ta == 'string' or ta == 'number') and (tb == 'string' or tb == 'number') then return text(a) .. text(b) end
  local ma, mb = getmetatable(a), getmetatable(b)
  if (type(ma) == 'table' and ma.__concat) or (type(mb) == 'table' and mb.__concat) then return a .. b end
  local culprit = (ta == 'string' or ta == 'number') and tb or ta
  error('attempt to concatenate a ' .. culprit .. ' value', 2)
end

setmetatable(joined, { __concat = function(a) local b = pending; pending = nil; return join(a, b) end })
local anything = setmetatable({}, { __concat = function(_, b) pending = b; return joined end })
local literal = setmetatable({}, { __concat = function(_, b)
  local t = type(b)
  if t == 'string' then return b end
  if t == 'number' then return format('%.14g', b) end
  pending = b
  return joined
end })

local function pack(...) return { n = select('#', ...), ... } end

local function whole(x)
  if mathtype(x) ~= 'float' then return x end
  if x ~= x then return 0 end
  if x >= 0x1p63 or x < -0x1p63 then return math.mininteger end
  return x == floor(x) and x or (x < 0 and ceil(x) or floor(x))
end

---------------------------------------------------------------------------------------------------- protected tables

local real = setmetatable({}, { __mode = 'k' })

-- What scripts see of a table: nothing of its own, all of it by index, and no way to write.
local function protect(t)
  local face = setmetatable({}, { __index = t, __newindex = function() error(READONLY, 2) end, __metatable = false })
  real[face] = t
  return face
end

-- A table that has no other names than it has now.
local function strict(t)
  return setmetatable(t, { __index = function(_, name)
    error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
  end })
end

---------------------------------------------------------------------------------------------------- basic functions

local globals = {}
local face = {}
real[face] = globals

-- What scripts and functions see as their globals, and what they see as its metatable.
local worlds = { [face] = true }
local nometatable = protect({})
globals._G = face
globals._VERSION = 'Lua 5.1'
globals.type, globals.next, globals.select, globals.rawequal, globals.error = type, nil, select, rawequal, error
globals.assert, globals.unpack = assert, function(t, i, j) return unpack(real[t] or t, i, j) end

function globals.next(t, k) return next(real[t] or t, k) end

function globals.rawget(t, k) return rawget(real[t] or t, k) end

function globals.rawset(t, k, v)
  if real[t] then error(READONLY, 2) end
  return rawset(t, k, v)
end

-- 5.1 takes no notice of these for tables; __concat may be handed an operand of the rewritten "..".
local function tame(mt)
  rawset(mt, '__gc', nil)
  rawset(mt, '__close', nil)
  rawset(mt, '__len', nil)
  local own = rawget(mt, '__concat')
  if type(own) == 'function' and not real[own] then
    local function unwrapped(a, b)
      if b == joined then b = pending; pending = nil end
      return own(a, b)
    end
    real[unwrapped] = own
    rawset(mt, '__concat', unwrapped)
  end
end

function globals.setmetatable(t, mt)
  if real[t] then error(READONLY, 2) end
  if type(mt) == 'table' then
    if real[mt] then error(READONLY, 2) end
    tame(mt)
  end
  return setmetatable(t, mt)
end

function globals.getmetatable(...)
  local t = ...
  if worlds[t] then return nometatable end
  if type(t) == 'string' or real[t] then return nil end
  return getmetatable(...)
end

function globals.tostring(...)
  local x = ...
  if type(x) == 'number' then return format('%.14g', x) end
  return tostring(...)
end

function globals.tonumber(...)
  local x, base = ...
  if type(x) == 'number' and base == nil then return x end
  if type(x) == 'number' then x = text(x) end
  local n
  if base == nil then n = tonumber((...)) else n = tonumber(x, base) end
  return n and n + 0.0
end

function globals.ipairs(...)
  local t = real[...] or ...
  if type(t) ~= 'table' or not getmetatable(t) then return ipairs(...) end
  return function(_, i)
    i = i + 1
    local v = rawget(t, i)
    if v ~= nil then return i, v end
  end, t, 0
end

function globals.pairs(...)
  local t = ...
  if type(t) ~= 'table' then return pairs(...) end
  return next, real[t] or t, nil
end

-- Of an error of Redis, which is a table, pcall gives the text.
local function caught(e)
  if type(e) ~= 'table' then return reword(e) end
  local err = e.err
  return (type(err) == 'string' or type(err) == 'number') and err or e
end

function globals.pcall(...)
  if select('#', ...) == 0 then return pcall() end
  local f = ...
  return xpcall(f, caught, select(2, ...))
end

function globals.xpcall(f, handler)
  return xpcall(f, function(e)
    -- The end of a script from outside, raised by its hook: no handler may run, for no hook could end that.
    if type(e) == 'string' and find(e, '\3', 1, true) then return e end
    return handler(reword(e))
  end)
end

function globals.collectgarbage(what)
  if what == 'count' then return collectgarbage('count') end
  if what == nil or what == 'collect' or what == 'step' then collectgarbage('collect') end
  return 0
end

function globals.gcinfo() return floor(collectgarbage('count')) end

local function compile(source, name)
  local rewritten = native.rewrite(source)
  if sub(source, 1, 1) == '\27' then return nil, 'attempt to load a binary chunk' end
  local chunk, message = load(rewritten, name or source, 't', face)
  if not chunk then return nil, native.complaint(message) end
  return chunk(anything, literal, pack)
end

function globals.loadstring(source, name)
  if type(source) == 'number' then source = text(source) end
  if type(source) ~= 'string' then badarg(1, 'loadstring', 'string expected, got ' .. type(source)) end
  return compile(source, name)
end

function globals.load(source, name)
  if type(source) ~= 'function' then badarg(1, 'load', 'function expected, got ' .. type(source)) end
  local pieces = {}
  for piece in source do
    if type(piece) ~= 'string' then return nil, 'reader function must return a string' end
    if piece == '' then break end
    pieces[#pieces + 1] = piece
  end
  return compile(concat(pieces), name or '=(load)')
end

---------------------------------------------------------------------------------------------------- table

local tables = { sort = sort }

function tables.concat(t, separator, i, j)
  if type(t) == 'table' then
    local n = #t
    for k = whole(i) or 1, whole(j) or n do
      if type(t[k]) == 'number' then
        local copy = {}
        for k = whole(i) or 1, whole(j) or n do copy[k] = text(t[k]) end
        return concat(copy, text(separator), whole(i), whole(j) or n)
      end
    end
  end
  return concat(t, text(separator), whole(i), whole(j))
end

function tables.insert(t, ...)
  if real[t] then error(READONLY, 2) end
  local count = select('#', ...)
  if count ~= 2 or type(t) ~= 'table' then return insert(t, ...) end
  local pos, value = ...
  local last = #t + 1
  pos = whole(tonumber(pos)) or badarg(2, 'insert', 'number expected, got ' .. type(pos))
  if pos > last then last = pos end
  for i = last, pos + 1, -1 do t[i] = t[i - 1] end
  t[pos] = value
end

function tables.remove(t, pos)
  if real[t] then error(READONLY, 2) end
  if type(t) ~= 'table' then return remove(t, pos) end
  local last = #t
  pos = whole(pos or last)
  if pos < 1 or pos > last then return end
  return remove(t, pos)
end

function tables.getn(t) return #t end

function tables.setn() error("'setn' is obsolete", 2) end

function tables.maxn(t)
  local max = 0
  for k in next, t do
    if type(k) == 'number' and k > max then max = k end
  end
  return max
end

function tables.foreach(t, f)
  for k, v in next, t do
    local result = f(k, v)
    if result ~= nil then return result end
  end
end

function tables.foreachi(t, f)
  for i = 1, #t do
    local result = f(i, t[i])
    if result ~= nil then return result end
  end
end

-- 5.4 walks a table in an order that every machine draws anew, but what is written of equal tables must be equal. So they are
-- written in an order of their keys: texts by the places that 5.1 has for them in a table of that size, which is its order too
-- as long as no two have the same; other keys by kind and value, and those without an order as they come.
local function hashof(text)
  local hash = #text
  local step = (hash >> 5) + 1
  for i = #text, step, -step do
    hash = hash ~ ((hash << 5) + (hash >> 2) + byte(text, i) & 0xFFFFFFFF)
  end
  return hash
end

local function comesbefore(a, b)
  local kind, other = type(a), type(b)
  if kind ~= other then return kind < other end
  if kind == 'number' or kind == 'string' then return a < b end
  return kind == 'boolean' and b and not a
end

local function sorttexts(keys, n)
  local size, places = 1, {}
  while size < n do size = size * 2 end
  for i = 1, n do places[keys[i]] = hashof(keys[i]) & size - 1 end
  sort(keys, function(a, b)
    local p, q = places[a], places[b]
    if p ~= q then return p < q end
    return a < b
  end)
end

-- The keys in that order, and how many.
local function keysof(t)
  local keys, n, aretexts = {}, 0, true
  for k in next, t do
    n = n + 1
    keys[n] = k
    aretexts = aretexts and type(k) == 'string'
  end
  if n < 2 then return keys, n end
  if aretexts then sorttexts(keys, n) else sort(keys, comesbefore) end
  return keys, n
end

---------------------------------------------------------------------------------------------------- all together

local toolbox = {
  native = native, badarg = badarg, text = text, whole = whole, protect = protect, guard = guard, null = native.null,
  keysof = keysof, refuse = refuse, reword = reword, strict = strict, globals = globals, real = real, worlds = worlds,
}

globals.table = protect(tables)
globals.coroutine = protect({
  create = coroutine.create, resume = coroutine.resume, running = function()
    local thread, main = coroutine.running()
    return not main and thread or nil
  end, status = coroutine.status, wrap = coroutine.wrap, yield = coroutine.yield,
})
for name, source in next, libraries do
  globals[name] = protect(load(source, '=prelude', 't')(toolbox))
end

local shared = getmetatable('')
shared.__index, shared.__metatable = real[globals.string], false

toolbox.redis = real[globals.redis]
local loadlibrary, endlibrary = load(functions, '=prelude', 't')(toolbox)

strict(globals)
setmetatable(face, { __index = globals, __newindex = function() error(READONLY, 2) end, __metatable = false })

local function run(f, keys, argv)
  globals.KEYS, globals.ARGV = keys, argv
  return f()
end

return face, onerror, run, anything, literal, pack, loadlibrary, endlibrary
