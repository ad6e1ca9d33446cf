using System.Text;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Scripting;

/// <summary>Libraries of functions and replies, as redis-server 7.0.15 gives them.</summary>
public class FunctionCommandTests
{
    private const string One = "#!lua name=lib\nredis.register_function('f', function(keys, args) return {keys[1], args[1]} end)";

    private readonly ShardRig _rig = new();

    [Fact]
    public void A_function_gets_keys_and_arguments_and_is_found_in_any_letter_case()
    {
        Assert.Equal("$3\r\nlib\r\n", Load(One));

        Assert.Equal("*2\r\n$1\r\nk\r\n$1\r\na\r\n", _rig.Run("FCALL f 1 k a"));
        Assert.Equal("*2\r\n$1\r\nk\r\n$1\r\na\r\n", _rig.Run("FCALL F 1 k a"));
        Assert.Equal("-ERR Function not found\r\n", _rig.Run("FCALL g 0"));
    }

    [Theory]
    [InlineData("FCALL f x", "-ERR Bad number of keys provided\r\n")]
    [InlineData("FCALL f 2 k", "-ERR Number of keys can't be greater than number of args\r\n")]
    [InlineData("FCALL f -1 k", "-ERR Number of keys can't be negative\r\n")]
    [InlineData("FCALL_RO f 0", "-ERR Can not execute a script with write flag using *_ro command.\r\n")]
    [InlineData("FUNCTION DELETE nothing", "-ERR Library not found\r\n")]
    [InlineData("FUNCTION DELETE LIB", "-ERR Library not found\r\n")]
    [InlineData("FUNCTION DELETE lib | FCALL f 0", "-ERR Function not found\r\n")]
    [InlineData("FUNCTION FLUSH | FUNCTION LIST", "*0\r\n")]
    [InlineData("FUNCTION FLUSH ASYNC | FUNCTION LIST", "*0\r\n")]
    [InlineData("FUNCTION FLUSH now", "-ERR FUNCTION FLUSH only supports SYNC|ASYNC option\r\n")]
    [InlineData("FUNCTION FLUSH sync x",
        "-ERR unknown subcommand or wrong number of arguments for 'FLUSH'. Try FUNCTION HELP.\r\n")]
    [InlineData("FUNCTION LOAD x y", "-ERR Unknown option given: x\r\n")]
    [InlineData("FUNCTION LIST LIBRARYNAME", "-ERR library name argument was not given\r\n")]
    [InlineData("FUNCTION LIST WITHCODE WITHCODE", "-ERR Unknown argument WITHCODE\r\n")]
    [InlineData("FUNCTION LIST x", "-ERR Unknown argument x\r\n")]
    [InlineData("FUNCTION LIST LIBRARYNAME x*", "*0\r\n")]
    [InlineData("FUNCTION LIST LIBRARYNAME L*",
        "*1\r\n*6\r\n$12\r\nlibrary_name\r\n$3\r\nlib\r\n$6\r\nengine\r\n$3\r\nLUA\r\n$9\r\nfunctions\r\n"
        + "*1\r\n*6\r\n$4\r\nname\r\n$1\r\nf\r\n$11\r\ndescription\r\n$-1\r\n$5\r\nflags\r\n*0\r\n")]
    [InlineData("FUNCTION RESTORE x", "-ERR DUMP payload version or checksum are wrong\r\n")]
    [InlineData("FUNCTION RESTORE x y",
        "-ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.\r\n")]
    [InlineData("FUNCTION RESTORE x y z",
        "-ERR unknown subcommand or wrong number of arguments for 'RESTORE'. Try FUNCTION HELP.\r\n")]
    [InlineData("FLUSHALL | FLUSHDB | FCALL f 0", "*0\r\n")]
    public void Commands_about_functions_reply(string steps, string reply)
    {
        Load(One);

        Assert.Equal(reply, Transcript.Run(steps, _rig));
    }

    [Theory]
    [InlineData("x", "Missing library metadata")]
    [InlineData("#!lua name=lib", "Invalid library metadata")]
    [InlineData("#!lua 'name=lib\n", "Invalid library metadata")]
    [InlineData("#!lua\n", "Library name was not given")]
    [InlineData("#!lua name=a name=b\n", "Invalid metadata value, name argument was given multiple times")]
    [InlineData("#!lua name=a foo=bar\n", "Invalid metadata value given: foo=bar")]
    [InlineData("#!bad name=a\n", "Engine 'bad' not found")]
    [InlineData("#! name=a\n", "Engine '' not found")]
    [InlineData("#!lua name=a-b\n",
        "Library names can only contain letters, numbers, or underscores(_) and must be at least one character long")]
    [InlineData("#!lua name=lib\n", "Library 'lib' already exists")]
    [InlineData("#!lua name=new\nreturn 1", "No functions registered")]
    [InlineData("#!lua name=new\nreturn =", "Error compiling function: user_function:2: unexpected symbol near '='")]
    [InlineData("#!lua name=new\nredis.register_function('f', function() end)", "Function f already exists")]
    [InlineData("#!lua name=new\nredis.register_function('F', function() end)", "Function F already exists")]
    public void A_library_that_cannot_be_loaded_says_why(string source, string error)
    {
        Load(One);

        Assert.Equal($"-ERR {error}\r\n", Load(source));
        Assert.Equal("*1\r\n$1\r\nk\r\n", _rig.Run("FCALL f 1 k"));
    }

    [Theory]
    [InlineData("redis.register_function()", "wrong number of arguments to redis.register_function")]
    [InlineData("redis.register_function('g', function() end, {})", "wrong number of arguments to redis.register_function")]
    [InlineData("redis.register_function('g')",
        "calling redis.register_function with a single argument is only applicable to Lua table (representing named arguments).")]
    [InlineData("redis.register_function(nil, function() end)", "first argument to redis.register_function must be a string")]
    [InlineData("redis.register_function('g', 'x')", "second argument to redis.register_function must be a function")]
    [InlineData("redis.register_function('g h', function() end)",
        "Library names can only contain letters, numbers, or underscores(_) and must be at least one character long")]
    [InlineData("for i = 1, 2 do redis.register_function('g', function() end) end", "Function already exists in the library")]
    [InlineData("redis.register_function{function_name=print}", "Script attempted to access nonexistent global variable 'print'")]
    [InlineData("redis.register_function{function_name=function() end}",
        "function_name argument given to redis.register_function must be a string")]
    [InlineData("redis.register_function{function_name='g'}", "redis.register_function must get a callback argument")]
    [InlineData("redis.register_function{callback=function() end}", "redis.register_function must get a function name argument")]
    [InlineData("redis.register_function{function_name='g', callback=1}",
        "callback argument given to redis.register_function must be a function")]
    [InlineData("redis.register_function{function_name='g', description={}}",
        "description argument given to redis.register_function must be a string")]
    [InlineData("redis.register_function{function_name='g', flags='no-writes'}",
        "flags argument to redis.register_function must be a table representing function flags")]
    [InlineData("redis.register_function{function_name='g', flags={'x'}}", "unknown flag given")]
    [InlineData("redis.register_function{some='g'}", "unknown argument given to redis.register_function")]
    [InlineData("redis.register_function{[function() end]='g'}",
        "named argument key given to redis.register_function is not a string")]
    [InlineData("redis.call('ping')", "Script attempted to access nonexistent global variable 'call'")]
    [InlineData("math.random()", "Script attempted to access nonexistent global variable 'math'")]
    [InlineData("getmetatable(_G)", "Script attempted to access nonexistent global variable 'getmetatable'")]
    [InlineData("a = 1", "Attempt to modify a readonly table")]
    [InlineData("redis.x = 1", "Attempt to modify a readonly table")]
    public void Code_that_fails_while_it_registers_changes_nothing(string code, string error)
    {
        Load(One);

        var reply = Load("#!lua name=lib\nredis.register_function('g', function() end)\n" + code, replaces: true);
        Assert.StartsWith("-ERR Error registering functions: ", reply);
        Assert.EndsWith(error + "\r\n", reply);
        Assert.Equal("*1\r\n$1\r\nk\r\n", _rig.Run("FCALL f 1 k"));
        Assert.Equal("-ERR Function not found\r\n", _rig.Run("FCALL g 0"));
    }

    [Fact]
    public void Functions_of_a_library_share_its_local_names_and_have_the_globals_of_scripts()
    {
        Load("""
            #!lua name=shared
            local count = 0
            local function next() count = count + 1 return count end
            redis.register_function('one', function() return next() end)
            redis.register_function('two', function() return next() + math.floor(0.5) end)
            redis.register_function('ping', function() return redis.call('ping') end)
            redis.register_function('keys', function() return KEYS end)
            redis.register_function('again', function() redis.register_function('x', function() end) end)
            """);

        Assert.Equal(":1\r\n", _rig.Run("FCALL one 0"));
        Assert.Equal(":2\r\n", _rig.Run("FCALL two 0"));
        Assert.Equal("-ERR user_function:7: Script attempted to access nonexistent global variable 'KEYS' script: keys, "
            + "on @user_function:7.\r\n", _rig.Run("FCALL keys 0"));
        Assert.Equal("-ERR user_function:8: attempt to call field 'register_function' (a nil value) script: again, "
            + "on @user_function:8.\r\n", _rig.Run("FCALL again 0"));
    }

    [Fact]
    public void What_a_library_was_given_to_load_with_is_of_no_use_later()
    {
        Load("""
            #!lua name=lib
            local lib = redis
            lib.register_function('f1', function() lib.math = math end)
            lib.register_function('f2', function() lib.register_function('f3', function() end) end)
            """);

        Assert.Contains("Attempt to modify a readonly table", _rig.Run("FCALL f1 0"));
        Assert.Contains("redis.register_function can only be called on FUNCTION LOAD command", _rig.Run("FCALL f2 0"));
    }

    [Fact]
    public void Flags_are_told_in_their_order_and_keep_functions_from_writing()
    {
        Load("""
            #!lua name=lib
            redis.register_function{function_name='w', callback=function() return redis.call('set', 'k', 'v') end,
                flags={'allow-oom', 'NO-WRITES'}, description='writes?'}
            redis.register_function{function_name='r', callback=function() return redis.call('get', 'k') end, flags={'no-writes'}}
            """);

        Assert.StartsWith("-ERR Write commands are not allowed from read-only scripts. script: w, on @user_function:2.",
            _rig.Run("FCALL w 0"));
        Assert.Equal("$-1\r\n", _rig.Run("FCALL_RO r 0"));
        Assert.Contains("$7\r\nwrites?\r\n$5\r\nflags\r\n*2\r\n+no-writes\r\n+allow-oom\r\n", _rig.Run("FUNCTION LIST"));
    }

    [Theory]
    [InlineData("#!lua\nreturn 1", ":1\r\n")]
    [InlineData("#!lua flags=\nreturn 1", ":1\r\n")]
    [InlineData("#!lua flags=no-writes,allow-stale  flags=allow-oom\nreturn 1", ":1\r\n")]
    [InlineData("#!lua flags=no-writes\nreturn redis.call('publish','c','m')",
        "-ERR Write commands are not allowed from read-only scripts.")]
    [InlineData("#!lua", "-ERR Invalid script shebang\r\n")]
    [InlineData("#!not-lua\nreturn 1", "-ERR Unexpected engine in script shebang: #!not-lua\r\n")]
    [InlineData("#!lua badger=data\nreturn 1", "-ERR Unknown lua shebang option: badger=data\r\n")]
    [InlineData("#!lua flags=allow-what\nreturn 1", "-ERR Unexpected flag in script shebang: allow-what\r\n")]
    [InlineData("#!lua flags=NO-WRITES\nreturn 1", "-ERR Unexpected flag in script shebang: NO-WRITES\r\n")]
    public void The_first_line_of_a_script_may_say_what_it_does(string script, string reply) =>
        Assert.StartsWith(reply, _rig.Run("eval"u8.ToArray(), Encoding.Latin1.GetBytes(script), "0"u8.ToArray()));

    [Fact]
    public void A_script_that_says_it_may_write_is_not_run_by_a_command_for_readers()
    {
        var script = Encoding.Latin1.GetBytes("#!lua\nreturn 1");

        Assert.Equal("-ERR Can not execute a script with write flag using *_ro command.\r\n",
            _rig.Run("eval_ro"u8.ToArray(), script, "0"u8.ToArray()));
    }

    private string Load(string source, bool replaces = false) => replaces
        ? _rig.Run("function"u8.ToArray(), "load"u8.ToArray(), "replace"u8.ToArray(), Encoding.Latin1.GetBytes(source))
        : _rig.Run("function"u8.ToArray(), "load"u8.ToArray(), Encoding.Latin1.GetBytes(source));
}
