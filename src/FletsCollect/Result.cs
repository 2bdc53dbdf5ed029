using System.Diagnostics.CodeAnalysis;

namespace FletsCollect;

/// <summary>
/// What a use case answers: its value, or a refusal that the caller can act on. A broken invariant is not a refusal; it throws.
/// </summary>
/// <typeparam name="TValue">What was done.</typeparam>
/// <typeparam name="TRefusal">The feature's closed enum of refusals.</typeparam>
public readonly struct Result<TValue, TRefusal>
    where TValue : notnull
    where TRefusal : struct, Enum
{
    private readonly TValue? value;
    private readonly TRefusal? refusal;

    private Result(TValue? value, TRefusal? refusal)
    {
        this.value = value;
        this.refusal = refusal;
    }

    public static implicit operator Result<TValue, TRefusal>(TValue value) => new(value, null);

    public static implicit operator Result<TValue, TRefusal>(TRefusal refusal) => new(default, refusal);

    /// <summary>True, with the value, when the use case did its work; false, with the refusal, when it did nothing.</summary>
    public bool Succeeded([NotNullWhen(true)] out TValue? done, out TRefusal refused)
    {
        done = value;
        refused = refusal.GetValueOrDefault();
        return refusal is null;
    }
}
