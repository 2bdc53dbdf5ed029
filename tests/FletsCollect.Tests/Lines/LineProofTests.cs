using System.Net;
using FletsCollect.Lines;

namespace FletsCollect.Tests.Lines;

/// <summary>A proof is good once, for one purpose and one thing, on one line and for 300 seconds (domain.md §3).</summary>
public sealed class LineProofTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);
    private static readonly Line Home = new(new LineNumber("CAF0000000001"), LineServiceType.HikariNext, LineStatus.Active, "1", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5));

    [Fact]
    public void Fresh_proof_is_good_for_what_it_was_made_for() => Assert.Null(Use(Proof(), at: Now));

    [Fact]
    public void Proof_is_good_to_the_end_of_its_life() => Assert.Null(Use(Proof(), at: Now + LineProof.Lifetime));

    [Fact]
    public void Proof_beyond_its_life_is_stale() => Assert.Equal(LineRefusal.StaleProof, Use(Proof(), at: Now + LineProof.Lifetime + TimeSpan.FromMilliseconds(1)));

    [Fact]
    public void Proof_from_the_future_is_stale() => Assert.Equal(LineRefusal.StaleProof, Use(Proof(), at: Now - TimeSpan.FromMilliseconds(1)));

    [Fact]
    public void Proof_that_was_used_is_stale()
    {
        var proof = Proof();
        Use(proof, at: Now);

        Assert.Equal(LineRefusal.StaleProof, Use(proof, at: Now));
    }

    [Fact]
    public void Proof_for_another_purpose_is_stale() =>
        Assert.Equal(LineRefusal.StaleProof, Proof().Use(Home.Number, LineProofPurpose.Issuance, "purchase-1", Now));

    [Fact]
    public void Proof_for_another_purchase_is_stale() =>
        Assert.Equal(LineRefusal.StaleProof, Proof().Use(Home.Number, LineProofPurpose.Purchase, "purchase-2", Now));

    [Fact]
    public void Proof_of_another_line_says_so() =>
        Assert.Equal(LineRefusal.AnotherLine, Proof().Use(new LineNumber("CAF0000000002"), LineProofPurpose.Purchase, "purchase-1", Now));

    private static LineProof Proof() =>
        LineProof.Prove(new RecognisedLine(Home, Guid.CreateVersion7(), IPAddress.Loopback), LineProofPurpose.Purchase, "purchase-1", Now).Succeeded(out var proof, out var refusal)
            ? proof
            : throw new InvalidOperationException($"{refusal}");

    private static LineRefusal? Use(LineProof proof, DateTime at) => proof.Use(Home.Number, LineProofPurpose.Purchase, "purchase-1", at);
}
