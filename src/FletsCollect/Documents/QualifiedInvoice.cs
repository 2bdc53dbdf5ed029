using FletsCollect.Calendars;

namespace FletsCollect.Documents;

/// <summary>
/// Qualified invoices (適格請求書, Consumption Tax Act, Article 57-4), which the law knows since October 2023. An older month keeps the layout
/// of its time: no registration number, no tax by rate.
/// </summary>
public static class QualifiedInvoice
{
    /// <summary>The first month whose documents are qualified invoices.</summary>
    public static readonly BillingMonth Since = new(2023, 10);

    private const int Digits = 13;

    public static bool AppliesTo(BillingMonth month) => month >= Since;

    /// <summary>
    /// True for <c>T</c> and the 13 digits of a corporate number, of which the first checks the others: 9 less the remainder by 9 of the
    /// sum of the other twelve, counted from the right, every second one doubled (Ordinance on Corporate Numbers, Article 2).
    /// </summary>
    public static bool IsRegistrationNumber(string text)
    {
        if (text.Length != Digits + 1 || text[0] != 'T' || !text.AsSpan(1).ToString().All(char.IsAsciiDigit))
            return false;
        var sum = 0;
        for (var place = 1; place < Digits; place++)
            sum += (text[^place] - '0') * (place % 2 == 0 ? 2 : 1);
        return text[1] - '0' == 9 - (sum % 9);
    }
}
