namespace FletsCollect.Server.Hosting;

/// <summary>The authentication context classes that <c>acr</c> names: the provider writes them, the API reads them.</summary>
public static class AuthenticationClasses
{
    /// <summary>The password was given, and the browser is on the credential's own line, which was proved (domain.md §3).</summary>
    public const string LinePresent = "urn:fletscollect:acr:line-present:v1";

    /// <summary>The password was given.</summary>
    public const string Credential = "urn:fletscollect:acr:credential:v1";

    /// <summary>The classes that may be asked for, the strongest first.</summary>
    public static readonly IReadOnlyList<string> All = [LinePresent, Credential];
}
