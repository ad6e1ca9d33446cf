namespace AkkaRedis.Node.Commands;

/// <summary>DEBUG PROTOCOL: one value of each type of the protocol, the same that redis-server answers, to test clients with.</summary>
internal static class DebugProtocol
{
    public static void Write(ClientContext c)
    {
        var reply = c.Reply;
        switch (c.Text(2).ToLowerInvariant())
        {
            case "string":
                reply.Bulk("Hello World"u8);
                break;
            case "integer":
                reply.Integer(12345);
                break;
            case "double":
                reply.Double(3.141);
                break;
            case "null":
                reply.Null();
                break;
            case "true":
                reply.Boolean(true);
                break;
            case "false":
                reply.Boolean(false);
                break;
            case "bignum":
                WriteBigNumber(c);
                break;
            case "verbatim":
                reply.Verbatim("txt"u8, "This is a verbatim\nstring"u8);
                break;
            default:
                WriteAggregate(c);
                break;
        }
    }

    private static void WriteAggregate(ClientContext c)
    {
        var reply = c.Reply;
        switch (c.Text(2).ToLowerInvariant())
        {
            case "array":
                reply.Array(3);
                WriteNumbers(c);
                break;
            case "set":
                reply.Set(3);
                WriteNumbers(c);
                break;
            case "map":
                reply.Map(3);
                for (var i = 0; i < 3; i++)
                {
                    reply.Integer(i);
                    reply.Boolean(i == 1);
                }

                break;
            case "attrib":
                WriteAttribute(c);
                break;
            case "push":
                WritePush(c);
                break;
            default:
                reply.Error("ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|"u8 +
                    "set|map|attrib|push|verbatim|true|false"u8);
                break;
        }
    }

    /// <summary>What comes before a reply and tells about it; RESP2 has no such thing, and shows the reply alone.</summary>
    private static void WriteAttribute(ClientContext c)
    {
        if (c.Reply.IsResp3)
        {
            c.Reply.Raw("|1\r\n"u8);
            c.Reply.Bulk("key-popularity"u8);
            c.Reply.Array(2);
            c.Reply.Bulk("key:123"u8);
            c.Reply.Integer(90);
        }

        c.Reply.Bulk("Some real reply following the attribute"u8);
    }

    private static void WritePush(ClientContext c)
    {
        if (!c.Reply.IsResp3)
        {
            c.Reply.Error("ERR RESP2 is not supported by this command"u8);
            return;
        }

        c.Reply.Push(2);
        c.Reply.Bulk("server-cpu-usage"u8);
        c.Reply.Integer(42);
        c.Reply.Bulk("Some real reply following the push reply"u8);
    }

    private static void WriteNumbers(ClientContext c)
    {
        for (var i = 0; i < 3; i++)
            c.Reply.Integer(i);
    }

    private static void WriteBigNumber(ClientContext c)
    {
        var digits = "1234567999999999999999999999999999999"u8;
        if (!c.Reply.IsResp3)
        {
            c.Reply.Bulk(digits);
            return;
        }

        c.Reply.Raw("("u8);
        c.Reply.Raw(digits);
        c.Reply.Raw("\r\n"u8);
    }
}
