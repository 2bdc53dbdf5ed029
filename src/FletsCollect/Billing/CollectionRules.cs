using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Billing;

/// <summary>How long collection goes on; configuration section <c>Collection</c>.</summary>
public sealed class CollectionRules
{
    public const string Section = "Collection";

    /// <summary>
    /// After how many attempts that brought nothing an invoice is given up: what is left goes back to the merchants, or is written off where
    /// the contract is guaranteed. 1 to 24. Default: 3, the due date and two more.
    /// </summary>
    [Range(1, 24, ErrorMessage = "Collection:Attempts must be from 1 to 24.")]
    public int Attempts { get; init; } = 3;
}
