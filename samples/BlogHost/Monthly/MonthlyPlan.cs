namespace BlogHost.Monthly;

/// <summary>What this blog host sells by the month.</summary>
/// <param name="Description">As the subscriber reads it at FLET'S.</param>
/// <param name="English">The same, for this shop's English pages.</param>
/// <param name="AmountInYen">The price of a month, tax included.</param>
internal sealed record MonthlyPlan(string Description, string English, long AmountInYen)
{
    public static readonly MonthlyPlan Standard = new("広告なしプラン", "Plan without ads", 330);

    public static readonly MonthlyPlan Large = new("広告なしプラン（写真100倍）", "Plan without ads, 100 times the photos", 550);

    /// <summary>The plan by the price that was agreed to.</summary>
    public static MonthlyPlan At(long amountInYen) => amountInYen == Large.AmountInYen ? Large : Standard;

    /// <summary>The plan that somebody who has this one may change to.</summary>
    public MonthlyPlan Other => this == Standard ? Large : Standard;

    public string Name => Text.Of(Description, English);
}
