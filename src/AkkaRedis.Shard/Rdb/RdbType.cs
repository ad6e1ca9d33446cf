namespace AkkaRedis.Shard.Rdb;

/// <summary>How a value is written: the byte before a key in a file, the first one of a DUMP payload. Numbers of redis-server.</summary>
internal enum RdbType : byte
{
    Text = 0,
    List = 1,
    Set = 2,
    ZSetOfTexts = 3,
    Hash = 4,
    ZSet = 5,
    HashZipmap = 9,
    ListZiplist = 10,
    SetIntset = 11,
    ZSetZiplist = 12,
    HashZiplist = 13,
    ListOfZiplists = 14,
    HashListpack = 16,
    ZSetListpack = 17,
    ListOfNodes = 18,
}

/// <summary>What stands in a file in place of a type when no key follows.</summary>
internal static class RdbOpcode
{
    public const byte Function = 245;
    public const byte FunctionOfPreview = 246;
    public const byte ModuleData = 247;
    public const byte Idle = 248;
    public const byte Frequency = 249;
    public const byte Auxiliary = 250;
    public const byte Sizes = 251;
    public const byte ExpireMs = 252;
    public const byte ExpireSeconds = 253;
    public const byte SelectDb = 254;
    public const byte End = 255;
}

/// <summary>
/// A length, by the two upper bits of its first byte: 00 = the 6 bits below; 01 = 14 bits, the next byte being the lower ones;
/// 80 and 81 = the next 4 or 8 bytes, big endian; 11 = not a length but text in a form of its own, which the 6 bits below name.
/// </summary>
internal static class RdbLength
{
    public const byte Bits14 = 0x40;
    public const byte Bytes4 = 0x80;
    public const byte Bytes8 = 0x81;
    public const byte Special = 0xC0;

    public const int Int8 = 0;
    public const int Int16 = 1;
    public const int Int32 = 2;
    public const int Lzf = 3;
}

/// <summary>How a node of a list is written.</summary>
internal static class RdbListNode
{
    /// <summary>One element, which is the node.</summary>
    public const int Plain = 1;

    /// <summary>A listpack of elements.</summary>
    public const int Packed = 2;
}
