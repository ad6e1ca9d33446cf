using System.Text;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Scripting;

/// <summary>Scripts and replies, as redis-server 7.0.15 gives them.</summary>
public class ScriptCommandTests
{
    private readonly ShardRig _rig = new();

    [Theory]
    [InlineData("return 1", ":1\r\n")]
    [InlineData("return 3.99", ":3\r\n")]
    [InlineData("return -1.5", ":-1\r\n")]
    [InlineData("return 'a'", "$1\r\na\r\n")]
    [InlineData("return nil", "$-1\r\n")]
    [InlineData("return false", "$-1\r\n")]
    [InlineData("return true", ":1\r\n")]
    [InlineData("return", "$-1\r\n")]
    [InlineData("", "$-1\r\n")]
    [InlineData("return {1,'b',{3}}", "*3\r\n:1\r\n$1\r\nb\r\n*1\r\n:3\r\n")]
    [InlineData("return {1,nil,3}", "*1\r\n:1\r\n")]
    [InlineData("return {ok='fine'}", "+fine\r\n")]
    [InlineData("return {err='BAD day'}", "-BAD day\r\n")]
    [InlineData("return {double=1.5}", "$3\r\n1.5\r\n")]
    [InlineData("return {map={a=1}}", "*2\r\n$1\r\na\r\n:1\r\n")]
    [InlineData("return {set={a=true}}", "*1\r\n$1\r\na\r\n")]
    [InlineData("return {big_number='123'}", "$3\r\n123\r\n")]
    [InlineData("return {verbatim_string={format='txt',string='hi'}}", "$2\r\nhi\r\n")]
    [InlineData("return redis.error_reply('MY oops')", "-MY oops\r\n")]
    [InlineData("return redis.status_reply('fine')", "+fine\r\n")]
    [InlineData("return redis.sha1hex('')", "$40\r\nda39a3ee5e6b4b0d3255bfef95601890afd80709\r\n")]
    [InlineData("return redis.call('set','k',1.5)", "+OK\r\n")]
    [InlineData("redis.call('set','k',10/2) return redis.call('get','k')", "$1\r\n5\r\n")]
    [InlineData("return redis.call('get','nothing')", "$-1\r\n")]
    [InlineData("return redis.call('get','nothing') == false", ":1\r\n")]
    [InlineData("return redis.call('rpush','r',1,2,3) .. ''", "$1\r\n3\r\n")]
    [InlineData("redis.call('rpush','r',1,2) return redis.call('lrange','r',0,-1)", "*2\r\n$1\r\n1\r\n$1\r\n2\r\n")]
    [InlineData("return {pcall(redis.call, 'nosuch')}", "*2\r\n$-1\r\n$44\r\nERR Unknown Redis command called from script\r\n")]
    [InlineData("local function f() return redis.call('set', 'k', ('v')) end return f()", "+OK\r\n")]
    [InlineData("redis.call('set','k','v') local f = function() return redis.call('get', 'k') .. ')' end return {f(), (f())}",
        "*2\r\n$2\r\nv)\r\n$2\r\nv)\r\n")]
    [InlineData("return redis.pcall('incr')", "-ERR Wrong number of args calling Redis command from script\r\n")]
    [InlineData("return {KEYS[1],ARGV[1]}", "*0\r\n")]
    [InlineData("redis.call('select', 3) redis.call('set','k','v') redis.call('select', 0) return redis.call('exists','k')", ":0\r\n")]
    public void A_script_replies(string script, string reply) => Assert.Equal(reply, Eval(script, 0));

    [Theory]
    [InlineData("redis.call('nosuch')", "ERR Unknown Redis command called from script")]
    [InlineData("redis.call('get')", "ERR Wrong number of args calling Redis command from script")]
    [InlineData("redis.call('multi')", "ERR This Redis command is not allowed from script")]
    [InlineData("redis.call('eval','return 1',0)", "ERR This Redis command is not allowed from script")]
    [InlineData("redis.call()", "ERR Please specify at least one argument for this redis lib call")]
    [InlineData("redis.call('get',{})", "ERR Lua redis lib command arguments must be strings or integers")]
    [InlineData("redis.call('lpush','s','x') redis.call('get','s')",
        "WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("error('boom')", "ERR user_script:1: boom")]
    [InlineData("local function f() return redis.call('nosuch') end return f()", "ERR Unknown Redis command called from script")]
    [InlineData("return 'a' .. nil", "ERR user_script:1: attempt to concatenate a nil value")]
    [InlineData("local f = function() return (redis.call('get', ('k')) or redis.call('get')) .. '' end return f()",
        "ERR Wrong number of args calling Redis command from script")]
    [InlineData("error({err='MY own'})", "MY own")]
    [InlineData("local t = nil; t.x = 1", "ERR user_script:1: attempt to index local 't' (a nil value)")]
    public void A_failing_script_tells_what_and_where(string script, string error)
    {
        var sha = Encoding.ASCII.GetString(AkkaRedis.Shard.Scripting.ScriptStore.ShaOf(Encoding.Latin1.GetBytes(script)));

        Assert.Equal($"-{error} script: {sha}, on @user_script:1.\r\n", Eval(script, 0));
    }

    [Theory]
    [InlineData("EVAL 'return 1' x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("EVAL 'return 1' 2 a", "-ERR Number of keys can't be greater than number of args\r\n")]
    [InlineData("EVAL 'return 1' -1", "-ERR Number of keys can't be negative\r\n")]
    [InlineData("EVALSHA abc 3", "-NOSCRIPT No matching script. Please use EVAL.\r\n")]
    [InlineData("EVALSHA ffffffffffffffffffffffffffffffffffffffff 3", "-ERR Number of keys can't be greater than number of args\r\n")]
    [InlineData("EVALSHA abc 0", "-NOSCRIPT No matching script. Please use EVAL.\r\n")]
    [InlineData("EVALSHA ffffffffffffffffffffffffffffffffffffffff 0", "-NOSCRIPT No matching script. Please use EVAL.\r\n")]
    [InlineData("EVAL 'return' 0 | SCRIPT EXISTS 63143b6f8007b98c53ca2149822777b3566f9241 x", "*2\r\n:1\r\n:0\r\n")]
    [InlineData("SCRIPT LOAD 'return 1' | SCRIPT FLUSH | EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0",
        "-NOSCRIPT No matching script. Please use EVAL.\r\n")]
    [InlineData("SCRIPT LOAD 'return 1' | EVALSHA E0E1F9FABFC9D4800C877A703B823AC0578FF8DB 0", ":1\r\n")]
    [InlineData("SCRIPT LOAD 'return ='",
        "-ERR Error compiling script (new function): user_script:1: unexpected symbol near '='\r\n")]
    [InlineData("SCRIPT FLUSH x", "-ERR SCRIPT FLUSH only support SYNC|ASYNC option\r\n")]
    public void Commands_about_scripts_reply(string steps, string reply) => Assert.Equal(reply, Transcript.Run(steps, _rig));

    [Theory]
    [InlineData("return redis.call('sort','set','by','x')", "*3\r\n$1\r\na\r\n$2\r\nab\r\n$1\r\nb\r\n")]
    [InlineData("return redis.call('sort','list','by','x')", "*2\r\n$1\r\nb\r\n$1\r\na\r\n")]
    [InlineData("return redis.acl_check_cmd('set','k',1)", ":1\r\n")]
    [InlineData("return redis.acl_check_cmd('nosuch')", "-ERR Invalid command passed to redis.acl_check_cmd()")]
    public void Scripts_get_what_commands_alone_do_not(string script, string reply)
    {
        _rig.Run("SADD set b a ab");
        _rig.Run("RPUSH list b a");

        Assert.StartsWith(reply, Eval(script, 0));
    }

    [Fact]
    public void Scripts_draw_numbers_from_where_earlier_ones_stopped()
    {
        var first = Eval("return tostring(math.random())", 0);

        Assert.NotEqual(first, Eval("return tostring(math.random())", 0));
        Assert.Equal(first, new ShardRig().Run("EVAL 'return tostring(math.random())' 0"));
    }

    [Fact]
    public void A_read_only_script_may_not_write()
    {
        Assert.StartsWith("-ERR Write commands are not allowed from read-only scripts.",
            _rig.Run("EVAL_RO \"return redis.call('set','k','v')\" 0"));
        Assert.StartsWith("-ERR Write commands are not allowed from read-only scripts.",
            Eval("#!lua flags=no-writes\nreturn redis.call('set','k','v')", 0));
        Assert.Equal(":0\r\n", _rig.Run("EXISTS k"));
    }

    [Theory]
    [InlineData("return cjson.encode({1,2,{a='b'}})", "$13\r\n[1,2,{\"a\":\"b\"}]\r\n")]
    [InlineData("return cjson.encode(cjson.decode('[1.5,\"x\\\\u0041\",null,true,{}]'))", "$23\r\n[1.5,\"xA\",null,true,{}]\r\n")]
    [InlineData("return bit.band(0xff, 0x0f) .. ' ' .. bit.bnot(0) .. ' ' .. bit.tohex(255)", "$14\r\n15 -1 000000ff\r\n")]
    [InlineData("return struct.pack('>I2', 258)", "$2\r\n\x01\x02\r\n")]
    [InlineData("return {struct.unpack('>I2', '\\1\\2')}", "*2\r\n:258\r\n:3\r\n")]
    [InlineData("return cjson.encode({x=1,y=2,c={z=1,w=2}})", "$31\r\n{\"y\":2,\"x\":1,\"c\":{\"w\":2,\"z\":1}}\r\n")]
    [InlineData("return cjson.encode({x=1,[2.5]=2,[-1]=3})", "$22\r\n{\"-1\":3,\"2.5\":2,\"x\":1}\r\n")]
    [InlineData("return cmsgpack.pack({y=1,x=2,[true]=3,[false]=4})", "$9\r\n\x84\xc2\x04\xc3\x03\xa1x\x02\xa1y\x01\r\n")]
    [InlineData("return cmsgpack.pack({1,'a'})", "$4\r\n\x92\x01\xa1\x61\r\n")]
    [InlineData("return cmsgpack.unpack(cmsgpack.pack({1,'a'}))[2]", "$1\r\na\r\n")]
    public void Libraries_work(string script, string reply) => Assert.Equal(Resized(reply), Eval(script, 0));

    [Fact]
    public void What_a_script_writes_is_one_unit_of_the_log_and_replays_to_the_same_data()
    {
        _rig.Run("EVAL \"redis.call('set',KEYS[1],ARGV[1]) redis.call('incr',KEYS[2]) return redis.call('get',KEYS[1])\" 2 a b x");

        Assert.Equal(1, _rig.Log.Units);
    }

    [Fact]
    public void A_script_may_not_take_more_memory_than_it_is_given()
    {
        var rig = new ShardRig(settings: new ShardSettings { ScriptMemoryLimitBytes = 4 << 20 });

        Assert.StartsWith("-ERR not enough memory", rig.Run("EVAL \"local s = string.rep('x', 100000000) return #s\" 0"));
        Assert.StartsWith("-ERR not enough memory", rig.Run("EVAL \"local t = {} for i = 1, 1e7 do t[i] = {} end\" 0"));
        Assert.Equal(":1\r\n", rig.Run("EVAL 'return 1' 0"));
    }

    [Theory]
    [InlineData("x = 1", "Attempt to modify a readonly table")]
    [InlineData("string.x = 1", "Attempt to modify a readonly table")]
    [InlineData("rawset(_G, 'x', 1)", "Attempt to modify a readonly table")]
    [InlineData("setmetatable(_G, {})", "Attempt to modify a readonly table")]
    [InlineData("return io", "Script attempted to access nonexistent global variable 'io'")]
    [InlineData("return package", "Script attempted to access nonexistent global variable 'package'")]
    [InlineData("return loadstring('\\27Lua')()", "attempt to call a nil value")]
    [InlineData("return loadstring(string.dump(function() end))()", "attempt to call a nil value")]
    [InlineData("getmetatable(_G).__index = {}", "Attempt to modify a readonly table")]
    [InlineData("setmetatable(getmetatable(_G), {})", "Attempt to modify a readonly table")]
    [InlineData("getmetatable('').__index = nil", "attempt to index a nil value")]
    public void The_sandbox_holds(string script, string error) => Assert.Contains(error, Eval(script, 0), StringComparison.Ordinal);

    [Fact]
    public void Globals_of_one_script_are_not_there_for_the_next()
    {
        Eval("KEYS[1] = 'mine' return 1", 0);

        Assert.Equal("$-1\r\n", Eval("return KEYS[1]", 0));
    }

    private static string Resized(string reply)
    {
        if (reply[0] != '$')
            return reply;
        var body = reply[(reply.IndexOf('\n', StringComparison.Ordinal) + 1)..^2];
        return $"${body.Length}\r\n{body}\r\n";
    }

    private string Eval(string script, int keys) =>
        _rig.Run("eval"u8.ToArray(), Encoding.Latin1.GetBytes(script), Encoding.ASCII.GetBytes($"{keys}"));
}
