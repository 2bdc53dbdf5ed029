using FletsCollect.Merchants;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The fields by which terms are proposed, as they were typed: to a company that applies, and to a merchant.</summary>
/// <param name="From">The first month, as yyyy-MM.</param>
/// <param name="Basis">What is paid.</param>
/// <param name="MinimumPayout">In yen.</param>
/// <param name="TransferFee">In yen, tax included.</param>
/// <param name="Tariff">The version; empty for the standard one.</param>
/// <param name="Tariffs">The individual tariffs that may be named.</param>
public sealed record TermsFields(string? From, SettlementBasis Basis, long MinimumPayout, long TransferFee, string? Tariff, IReadOnlyList<string> Tariffs);
