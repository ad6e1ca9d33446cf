-- Libraries of functions. A library's code runs once, when it is loaded, and has nothing but the table "redis" of this file
-- then; what it registers runs later, with the globals of functions: those of scripts without KEYS and ARGV, which functions
-- get as arguments, and without what in "redis" is only for EVAL.
-- Results: loads a library of its rewritten source, which gives the list of its functions or the text of an error; ends that,
-- which the host must do afterwards, however it went.
local kit = ...
local native, protect, text, reword = kit.native, kit.protect, kit.text, kit.reword
local type, next, error, load, xpcall, select, setmetatable = type, next, error, load, xpcall, select, setmetatable
local tostring, lower, find = tostring, string.lower, string.find

local FLAGS = { ['no-writes'] = 1, ['allow-oom'] = 2, ['allow-stale'] = 4, ['no-cluster'] = 8, ['allow-cross-slot-keys'] = 16 }
local NAMES = 'Library names can only contain letters, numbers, or underscores(_) and must be at least one character long'

-- The functions of the library that is being loaded; nil when none is.
local registered

local function raise(message) error({ err = 'ERR ' .. message }, 0) end

local function textof(value)
  local t = type(value)
  return (t == 'string' or t == 'number') and text(value) or nil
end

local function flagsof(list)
  local sum, i = 0, 1
  while list[i] ~= nil do
    local name = textof(list[i])
    local flag = name and FLAGS[lower(name)]
    if not flag then raise('unknown flag given') end
    sum, i = sum | flag, i + 1
  end
  return sum
end

local take = {}

function take.function_name(into, value)
  into.name = textof(value) or raise('function_name argument given to redis.register_function must be a string')
end

function take.description(into, value)
  into.description = textof(value) or raise('description argument given to redis.register_function must be a string')
end

function take.callback(into, value)
  if type(value) ~= 'function' then raise('callback argument given to redis.register_function must be a function') end
  into.callback = value
end

function take.flags(into, value)
  if type(value) ~= 'table' then
    raise('flags argument to redis.register_function must be a table representing function flags')
  end
  into.flags = flagsof(value)
end

local function named(arguments)
  if type(arguments) ~= 'table' then
    raise('calling redis.register_function with a single argument is only applicable to Lua table (representing named arguments).')
  end
  local given = { flags = 0 }
  for key, value in next, arguments do
    local name = textof(key) or raise('named argument key given to redis.register_function is not a string')
    local set = take[lower(name)] or raise('unknown argument given to redis.register_function')
    set(given, value)
  end
  if not given.name then raise('redis.register_function must get a function name argument') end
  if not given.callback then raise('redis.register_function must get a callback argument') end
  return given
end

local function positional(name, callback)
  local given = { name = textof(name) or raise('first argument to redis.register_function must be a string'), flags = 0 }
  if type(callback) ~= 'function' then raise('second argument to redis.register_function must be a function') end
  given.callback = callback
  return given
end

local loading = {
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  log = kit.redis.log, REDIS_VERSION = native.version, REDIS_VERSION_NUM = native.versionnumber,
}

function loading.register_function(...)
  if not registered then raise('redis.register_function can only be called on FUNCTION LOAD command') end
  local count = select('#', ...)
  if count < 1 or count > 2 then raise('wrong number of arguments to redis.register_function') end
  local given
  if count == 1 then given = named(...) else given = positional(...) end
  if not find(given.name, '^[%w_]+$') then raise(NAMES) end
  for i = 1, #registered do
    if registered[i].name == given.name then raise('Function already exists in the library') end
  end
  registered[#registered + 1] = given
end

local running = {}
for name, value in next, kit.redis do running[name] = value end
running.replicate_commands, running.breakpoint, running.debug = nil, nil, nil

local globals = {}
for name, value in next, kit.globals do globals[name] = value end
local meta = { __index = globals, __newindex = function() error('Attempt to modify a readonly table', 2) end, __metatable = false }
local face = setmetatable({}, meta)
kit.real[face], kit.worlds[face] = globals, true
globals.redis, globals._G = protect(running), face
kit.strict(globals)

local globalsofload = { redis = protect(kit.strict(loading)) }
kit.strict(globalsofload)

local function describe(e)
  if type(e) == 'table' then return type(e.err) == 'string' and e.err or '' end
  return 'ERR ' .. tostring(e)
end

local function loadlibrary(source, ...)
  local chunk, message = load(source, '@user_function', 't', face)
  if not chunk then return 'Error compiling function: ' .. native.complaint(message) end
  registered = {}
  meta.__index = globalsofload
  local ok, e = xpcall(chunk(...), reword)
  if not ok then return 'Error registering functions: ' .. describe(e) end
  return registered
end

local function endlibrary()
  meta.__index = globals
  registered = nil
end

return loadlibrary, endlibrary
