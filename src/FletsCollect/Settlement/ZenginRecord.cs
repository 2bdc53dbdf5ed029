using System.Globalization;

namespace FletsCollect.Settlement;

/// <summary>One record of a bank file in the making (domain.md §6): 120 bytes and a line end. A value that does not fit is a defect.</summary>
internal sealed class ZenginRecord
{
    /// <summary>Bytes of a record without its line end.</summary>
    public const int RecordLength = 120;

    private readonly List<byte> bytes = new(RecordLength + 2);

    public ZenginRecord Digits(long value, int width) => Digits(value.ToString(CultureInfo.InvariantCulture), width);

    /// <summary>To the right, filled with zeros.</summary>
    public ZenginRecord Digits(string digits, int width) => Add(digits.PadLeft(width, '0'), width);

    /// <summary>To the left, filled with spaces.</summary>
    public ZenginRecord Text(string text, int width) => Add(ZenginText.Cut(text, width).PadRight(width), width);

    public ZenginRecord Blank(int width) => Add(new string(' ', width), width);

    public byte[] ToBytes() =>
        bytes.Count == RecordLength ? [.. bytes, (byte)'\r', (byte)'\n'] : throw new InvalidOperationException($"A record of {bytes.Count} bytes.");

    private ZenginRecord Add(string text, int width)
    {
        if (text.Length != width)
            throw new InvalidOperationException($"A field of {text.Length} characters where {width} belong.");
        bytes.AddRange(text.Select(ZenginText.ByteOf));
        return this;
    }
}
