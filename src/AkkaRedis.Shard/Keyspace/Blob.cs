using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>Where and how a blob holds its value. Two bits in the blob's type byte.</summary>
internal enum ValueForm : byte
{
    /// <summary>A string's bytes in the blob itself.</summary>
    Inline = 0,

    /// <summary>A string that is a canonical 64-bit integer, as 8 bytes.</summary>
    Integer = 1,

    /// <summary>A string's bytes in a block of their own, described by a <see cref="BigString"/>.</summary>
    OutOfLine = 2,

    /// <summary>Index of a managed value in the <see cref="ObjectTable"/>.</summary>
    Collection = 3,
}

/// <summary>A string's own block: its address, the bytes in use and the bytes there are.</summary>
internal unsafe struct BigString
{
    public byte* Data;
    public uint Length;
    public uint Capacity;
}

/// <summary>What a value holds outside its blob: a block, an object, or nothing.</summary>
internal unsafe struct OwnedValue
{
    public byte* Data;
    public uint Capacity;
    public bool HasObject;
    public int ObjectIndex;
}

/// <summary>
/// A key with its value, as one block of native memory:
/// <code>
///  0 u32  key length
///  4 u32  access clock
///  8 u16  length of an inline string (12 bits), snapshot bit (the highest)
/// 10 u8   kind (3 bits), form (2), raw (1), has expiry (1), has expiry area (1)
/// 11 u8   size class of the block
/// 12      expiry area, only when the flag says so: i64 expiry time, u32 filed delta
///         key bytes, then the value: string bytes, i64, BigString or i32 object index
/// </code>
/// The expiry area remembers for which time the <see cref="ExpiryIndex"/> holds a record of this key, so that a key whose
/// expiry is put off again and again has one record: while there is an expiry that time is expiry - delta; without one, the
/// first field is that time itself, or -1 when there is no record.
/// </summary>
internal readonly unsafe struct Blob(byte* address) : IEquatable<Blob>
{
    public const int MaxInlineValue = 2048;
    public const int FixedBytes = 12;
    public const int ExpiryAreaBytes = 12;

    private const int ClockAt = 4;
    private const int InlineLengthAt = 8;
    private const int TypeAt = 10;
    private const int SizeClassAt = 11;
    private const int FiledDeltaAt = FixedBytes + 8;
    private const int KindMask = 0x07;
    private const int InlineLengthMask = 0x0FFF;
    private const int SnapshotShift = 15;
    private const int FormShift = 3;
    private const int RawFlag = 0x20;
    private const int ExpiryFlag = 0x40;
    private const int ExpiryAreaFlag = 0x80;

    public readonly byte* Address = address;

    public bool IsNull => Address is null;

    public int KeyLength => *(int*)Address;

    public ReadOnlySpan<byte> Key => new(KeyAddress, KeyLength);

    public byte* KeyAddress => Address + FixedBytes + (HasExpiryArea ? ExpiryAreaBytes : 0);

    public byte* ValueAddress => KeyAddress + KeyLength;

    public uint Clock
    {
        get => *(uint*)(Address + ClockAt);
        set => *(uint*)(Address + ClockAt) = value;
    }

    public ValueKind Kind => (ValueKind)(Type & KindMask);

    public ValueForm Form => (ValueForm)(Type >> FormShift & 3);

    /// <summary>Was the string edited in place (OBJECT ENCODING says raw then, whatever its length)?</summary>
    public bool IsRaw => (Type & RawFlag) != 0;

    public bool HasExpiry => (Type & ExpiryFlag) != 0;

    public bool HasExpiryArea => (Type & ExpiryAreaFlag) != 0;

    public byte SizeClass => Address[SizeClassAt];

    public long BlockBytes => Slab.UsableBytes(Address, SizeClass);

    /// <summary>Bytes of the block that a value may use.</summary>
    public long ValueCapacity => BlockBytes - (ValueAddress - Address);

    public long ExpireAtMs => HasExpiry ? FirstExpiryField : Expiry.None;

    public int InlineLength
    {
        get => *(ushort*)(Address + InlineLengthAt) & InlineLengthMask;
        set => *(ushort*)(Address + InlineLengthAt) = (ushort)(value | *(ushort*)(Address + InlineLengthAt) & ~InlineLengthMask);
    }

    /// <summary>Equal to <see cref="ValueHeap.SnapshotBit"/>, but for a value that a snapshot has yet to save.</summary>
    public int SnapshotBit
    {
        get => *(ushort*)(Address + InlineLengthAt) >> SnapshotShift;
        set => *(ushort*)(Address + InlineLengthAt) = (ushort)(InlineLength | value << SnapshotShift);
    }

    public long Integer
    {
        get => Unsafe.ReadUnaligned<long>(ValueAddress);
        set => Unsafe.WriteUnaligned(ValueAddress, value);
    }

    public int ObjectIndex => Unsafe.ReadUnaligned<int>(ValueAddress);

    public BigString Big
    {
        get => Unsafe.ReadUnaligned<BigString>(ValueAddress);
        set => Unsafe.WriteUnaligned(ValueAddress, value);
    }

    private byte Type
    {
        get => Address[TypeAt];
        set => Address[TypeAt] = value;
    }

    private long FirstExpiryField
    {
        get => Unsafe.ReadUnaligned<long>(Address + FixedBytes);
        set => Unsafe.WriteUnaligned(Address + FixedBytes, value);
    }

    private uint FiledDelta
    {
        get => *(uint*)(Address + FiledDeltaAt);
        set => *(uint*)(Address + FiledDeltaAt) = value;
    }

    /// <summary>The bytes of a string that is not in integer form.</summary>
    public Span<byte> StringBytes
    {
        get
        {
            if (Form == ValueForm.Inline)
                return new Span<byte>(ValueAddress, InlineLength);
            var big = Big;
            return new Span<byte>(big.Data, (int)big.Length);
        }
    }

    /// <summary>Bytes of the value in the blob.</summary>
    public int ValueBytes => Form switch
    {
        ValueForm.Inline => InlineLength,
        ValueForm.Integer => sizeof(long),
        ValueForm.OutOfLine => sizeof(BigString),
        _ => sizeof(int),
    };

    /// <summary>What the value holds outside the blob, to be released when the value goes.</summary>
    public OwnedValue Owned => Form switch
    {
        ValueForm.OutOfLine => new OwnedValue { Data = Big.Data, Capacity = Big.Capacity },
        ValueForm.Collection => new OwnedValue { HasObject = true, ObjectIndex = ObjectIndex },
        _ => default,
    };

    /// <summary>Does a value of so many bytes fit, without wasting much?</summary>
    public bool IsGoodFit(int valueBytes)
    {
        var bytes = BytesFor(KeyLength, HasExpiryArea, valueBytes);
        var sizeClass = SizeClass;
        if (sizeClass == SizeClasses.Large)
            return bytes <= BlockBytes && bytes >= BlockBytes / 2;
        return SizeClasses.Of(bytes) is var needed && (needed == sizeClass || needed + 1 == sizeClass);
    }

    private static long BytesFor(int keyLength, bool expiryArea, int valueBytes) =>
        (long)FixedBytes + (expiryArea ? ExpiryAreaBytes : 0) + keyLength + valueBytes;

    /// <summary>Writes header and key of a new blob, which has no value yet.</summary>
    public static Blob Create(Slab slab, ReadOnlySpan<byte> key, bool expiryArea, int valueBytes)
    {
        var address = slab.Allocate(BytesFor(key.Length, expiryArea, valueBytes), out var sizeClass);
        var blob = new Blob(address);
        *(int*)address = key.Length;
        blob.Clock = 0;
        *(ushort*)(address + InlineLengthAt) = 0;
        blob.Type = (byte)(expiryArea ? ExpiryAreaFlag : 0);
        address[SizeClassAt] = sizeClass;
        if (expiryArea)
            blob.SetExpiryFields(hasExpiry: false, -1, 0);
        key.CopyTo(new Span<byte>(blob.KeyAddress, key.Length));
        return blob;
    }

    /// <summary>The same key and value in a new blob that has an expiry area.</summary>
    public Blob CopyWithExpiryArea(Slab slab)
    {
        var copy = Create(slab, Key, expiryArea: true, ValueBytes);
        copy.Clock = Clock;
        copy.SetType(Kind, Form, IsRaw);
        copy.InlineLength = InlineLength;
        copy.SnapshotBit = SnapshotBit;
        Unsafe.CopyBlockUnaligned(copy.ValueAddress, ValueAddress, (uint)ValueBytes);
        return copy;
    }

    public void SetInlineString(ReadOnlySpan<byte> value, bool raw)
    {
        SetType(ValueKind.String, ValueForm.Inline, raw);
        InlineLength = value.Length;
        value.CopyTo(new Span<byte>(ValueAddress, value.Length));
    }

    public void SetInteger(long value)
    {
        SetType(ValueKind.String, ValueForm.Integer, raw: false);
        Integer = value;
    }

    public void SetBigString(BigString value, bool raw)
    {
        SetType(ValueKind.String, ValueForm.OutOfLine, raw);
        Big = value;
    }

    public void SetCollection(ValueKind kind, int objectIndex)
    {
        SetType(kind, ValueForm.Collection, raw: false);
        Unsafe.WriteUnaligned(ValueAddress, objectIndex);
    }

    public void MarkRaw() => Type |= RawFlag;

    /// <summary>Fills the expiry area; see above for what the fields mean.</summary>
    public void SetExpiryFields(bool hasExpiry, long first, uint filedDelta)
    {
        Type = (byte)(hasExpiry ? Type | ExpiryFlag : Type & ~ExpiryFlag);
        FirstExpiryField = first;
        FiledDelta = filedDelta;
    }

    public (long First, uint FiledDelta) GetExpiryFields() => (FirstExpiryField, FiledDelta);

    /// <summary>Takes clock and expiry area over from the blob that held the key before.</summary>
    public void Inherit(Blob older)
    {
        Clock = older.Clock;
        if (older.HasExpiryArea && HasExpiryArea)
            SetExpiryFields(older.HasExpiry, older.FirstExpiryField, older.FiledDelta);
    }

    public bool Equals(Blob other) => Address == other.Address;

    public override bool Equals(object? obj) => obj is Blob other && Equals(other);

    public override int GetHashCode() => ((nint)Address).GetHashCode();

    private void SetType(ValueKind kind, ValueForm form, bool raw) =>
        Type = (byte)(Type & (ExpiryFlag | ExpiryAreaFlag) | (int)kind | (int)form << FormShift | (raw ? RawFlag : 0));
}
