using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace FletsCollect.Browser.Tests.Quality;

/// <summary>Runs a test with a Japanese and with an English browser: the locale, and the language that pages must be marked with.</summary>
public sealed class BothLanguagesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<string, string>("ja-JP", "ja"), new TheoryDataRow<string, string>("en-GB", "en")]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
