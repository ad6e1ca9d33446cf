using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>How far the reading of a value is.</summary>
public enum RdbValueState
{
    /// <summary>Not at the end: step on.</summary>
    Reading,

    /// <summary>The value is there.</summary>
    Complete,

    /// <summary>A collection without elements, which is no value.</summary>
    Empty,

    /// <summary>The bytes are not those of a value.</summary>
    Corrupt,

    /// <summary>They may be those of a value of a kind that does not exist here: a stream, or one of a module.</summary>
    Unknown,
}

/// <summary>
/// Makes a value of its RDB encoding, in slices and aside: nothing is stored before all of it was read and found right.
/// Whatever the bytes are, reading them ends, and takes memory in proportion to them.
/// Source: the encodings that redis-server 7.0.15 writes and reads, of all versions.
/// </summary>
public sealed class RdbValueReader
{
    private readonly RdbInput _input;
    private readonly RdbType _type;
    private readonly RdbTextReader _text;
    private readonly ValueBuilder? _builder;
    private RdbElements? _elements;

    public RdbValueReader(RdbInput input, byte type, RdbLimits limits)
    {
        _input = input;
        _type = (RdbType)type;
        _text = new RdbTextReader(input);
        if (!IsKnown(_type))
            State = RdbValueState.Unknown;
        else if (_type != RdbType.Text)
            _builder = ValueBuilder.For(_type, limits);
    }

    public RdbValueState State { get; private set; }

    /// <summary>The value when it is a collection, else null.</summary>
    public CollectionValue? Collection => _builder?.Value;

    /// <summary>The value when it is a string; lies in the input, or is valid until the next one is read from it.</summary>
    public ReadOnlyMemory<byte> Text => _text.Text;

    /// <summary>Goes on for about so many elements.</summary>
    public RdbValueState Step(int units)
    {
        while (State == RdbValueState.Reading && units > 0)
            State = _builder is null ? ReadText(ref units) : _elements is null ? Open(ref units) : ReadElement(_builder, ref units);
        return State;
    }

    private static bool IsKnown(RdbType type) => type switch
    {
        RdbType.Text or RdbType.List or RdbType.Set or RdbType.Hash => true,
        RdbType.HashZipmap or RdbType.ListZiplist or RdbType.SetIntset or RdbType.HashZiplist => true,
        RdbType.ListOfZiplists or RdbType.ListOfNodes or RdbType.HashListpack => true,
        RdbType.ZSetOfTexts or RdbType.ZSet or RdbType.ZSetZiplist or RdbType.ZSetListpack => true,
        _ => false,
    };

    private RdbValueState ReadText(ref int units) => _text.Read(ref units) switch
    {
        RdbRead.Text => RdbValueState.Complete,
        RdbRead.Pending => RdbValueState.Reading,
        _ => RdbValueState.Corrupt,
    };

    private RdbValueState Open(ref int units) => _type switch
    {
        RdbType.List or RdbType.Set or RdbType.Hash or RdbType.ZSet or RdbType.ZSetOfTexts => OpenCounted(),
        RdbType.ListOfZiplists or RdbType.ListOfNodes => OpenCounted(),
        _ => OpenPacked(ref units),
    };

    private RdbValueState OpenCounted()
    {
        if (!_input.TryCount(out var count))
            return RdbValueState.Corrupt;
        _elements = _type switch
        {
            RdbType.Hash => new PlainElements(_input, 2L * count),
            RdbType.ZSet or RdbType.ZSetOfTexts => new ScoredElements(_input, _type == RdbType.ZSetOfTexts, count),
            RdbType.ListOfZiplists or RdbType.ListOfNodes => new NodeElements(_input, _type, count),
            _ => new PlainElements(_input, count),
        };
        return RdbValueState.Reading;
    }

    private RdbValueState OpenPacked(ref int units)
    {
        var read = _text.Read(ref units);
        if (read == RdbRead.Text)
            _elements = PackedElements.Open(_type, _text.Text);
        return read == RdbRead.Pending || _elements is not null ? RdbValueState.Reading : RdbValueState.Corrupt;
    }

    private RdbValueState ReadElement(ValueBuilder builder, ref int units)
    {
        switch (_elements!.Next(ref units, out var text))
        {
            case RdbRead.Text:
                return builder.Add(text) ? RdbValueState.Reading : RdbValueState.Corrupt;
            case RdbRead.Pending:
                return RdbValueState.Reading;
            case RdbRead.End when builder.IsComplete:
                return builder.Value.Count > 0 ? RdbValueState.Complete : RdbValueState.Empty;
            default:
                return RdbValueState.Corrupt;
        }
    }
}
