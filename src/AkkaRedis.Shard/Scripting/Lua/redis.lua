-- The table "redis" of scripts.
local kit = ...
local native = kit.native
local docall, maycall, sha1, log, setresp = native.call, native.maycall, native.sha1, native.log, native.setresp
local error, type, select, gsub, match = error, type, select, string.gsub, string.match

local redis = {
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  REPL_NONE = 0, REPL_AOF = 1, REPL_SLAVE = 2, REPL_REPLICA = 2, REPL_ALL = 3,
}

local function raise(message) error({ err = 'ERR ' .. message }, 0) end

function redis.call(...)
  local value, failure = docall(...)
  if failure then error(failure, 0) end
  return value
end

function redis.pcall(...)
  local value, failure = docall(...)
  if failure then return failure end
  return value
end

function redis.acl_check_cmd(...)
  local value, failure = maycall(...)
  if failure then error(failure, 0) end
  return value
end

function redis.error_reply(...)
  local message = ...
  if select('#', ...) ~= 1 or type(message) ~= 'string' then return { err = 'ERR wrong number or type of arguments' } end
  message = gsub(message, '^%-', '')
  local code, rest = match(message, '^([^ ]*) (.*)$')
  if not code then code, rest = 'ERR', message end
  return { err = code .. ' ' .. gsub(gsub(rest, '^[\r\n]+', ''), '[\r\n]+$', '') }
end

function redis.status_reply(...)
  local message = ...
  if select('#', ...) ~= 1 or type(message) ~= 'string' then return { err = 'ERR wrong number or type of arguments' } end
  return { ok = message }
end

function redis.sha1hex(...)
  if select('#', ...) ~= 1 then raise('wrong number of arguments') end
  local value = ...
  return sha1(type(value) == 'string' and value or type(value) == 'number' and kit.text(value) or '')
end

function redis.log(...)
  local level = ...
  if select('#', ...) < 2 then raise('redis.log() requires two arguments or more.') end
  if type(level) ~= 'number' then raise('First argument must be a number (log level).') end
  if level < 0 or level > 3 then raise('Invalid debug level.') end
  local words = {}
  for i = 2, select('#', ...) do
    local word = select(i, ...)
    words[#words + 1] = (type(word) == 'string' or type(word) == 'number') and kit.text(word) or nil
  end
  log(level // 1 | 0, table.concat(words, ' '))
end

function redis.setresp(...)
  local protocol = ...
  if select('#', ...) ~= 1 then raise('redis.setresp() requires one argument.') end
  if protocol ~= 2 and protocol ~= 3 then raise('RESP version must be 2 or 3.') end
  setresp(protocol // 1 | 0)
end

function redis.set_repl(...)
  local flags = ...
  if select('#', ...) ~= 1 then raise('redis.set_repl() requires two arguments.') end
  if type(flags) ~= 'number' or flags < 0 or flags > 3 then
    raise('Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.')
  end
end

function redis.replicate_commands() return true end
function redis.breakpoint() return false end
function redis.debug() end

redis.REDIS_VERSION = native.version
redis.REDIS_VERSION_NUM = native.versionnumber

return redis
