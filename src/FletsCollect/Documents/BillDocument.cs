using FletsCollect.Calendars;

namespace FletsCollect.Documents;

/// <summary>What a document is.</summary>
public enum BillDocumentKind
{
    /// <summary>What a line is billed for a month.</summary>
    LineInvoice,

    /// <summary>What a merchant is charged and paid for a month; our qualified invoice to it.</summary>
    FeeStatement,
}

/// <summary>
/// An invoice or a statement as it is printed and as it is read by machines: everything that it says, and nothing of how it looks. Made
/// from rows that never change, so the same document can be made again whenever it is asked for.
/// </summary>
public sealed record BillDocument
{
    public required BillDocumentKind Kind { get; init; }

    public required string Title { get; init; }

    /// <summary>The public id of what it documents.</summary>
    public required string Number { get; init; }

    public required BillingMonth Month { get; init; }

    /// <summary>The day on which it was issued.</summary>
    public required DateOnly Date { get; init; }

    public required string IssuerName { get; init; }

    public required string IssuerAddress { get; init; }

    /// <summary>Null in the layout before qualified invoices.</summary>
    public required string? RegistrationNumber { get; init; }

    public required string Recipient { get; init; }

    /// <summary>How the recipient is known to the issuer: a line, masked, or a merchant's code.</summary>
    public required string RecipientReference { get; init; }

    public required IReadOnlyList<DocumentLine> Lines { get; init; }

    /// <summary>What was sold at each rate, and its tax, rounded once for each; empty in the layout before qualified invoices.</summary>
    public required IReadOnlyList<DocumentTax> Taxes { get; init; }

    public required string TotalLabel { get; init; }

    public required Yen Total { get; init; }

    /// <summary>What else the recipient should know, such as how a fee came about.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>True when a line is of the reduced rate, which is marked on it.</summary>
    public bool HasReduced => Lines.Any(line => line.IsReduced);
}

/// <summary>One line of a document.</summary>
/// <param name="Date">The day it is about, where it is about one.</param>
/// <param name="Description">What it is.</param>
/// <param name="Detail">Whom from, or how it came about.</param>
/// <param name="Amount">In yen; below zero for what is taken off.</param>
/// <param name="TaxPercent">Its rate of consumption tax; null for what is no sale of this document.</param>
/// <param name="IsReduced">True at the reduced rate.</param>
public sealed record DocumentLine(DateOnly? Date, string Description, string? Detail, Yen Amount, int? TaxPercent, bool IsReduced = false);

/// <summary>What was sold at one rate.</summary>
/// <param name="Percent">The rate.</param>
/// <param name="IsReduced">True for the reduced rate.</param>
/// <param name="Amount">The sum, with the tax in it or without.</param>
/// <param name="Tax">The tax, rounded once.</param>
/// <param name="IsIncluded">True when the tax is in the sum.</param>
public sealed record DocumentTax(int Percent, bool IsReduced, Yen Amount, Yen Tax, bool IsIncluded);
