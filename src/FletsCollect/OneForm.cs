using System.Text;

namespace FletsCollect;

/// <summary>The one form of what people type into a field: full width or half width is the keyboard's doing, and spaces around it are an accident.</summary>
public static class OneForm
{
    /// <summary>The text in one form (Unicode NFKC), without the spaces around it; empty where nothing was typed.</summary>
    public static string Of(string? typed) => (typed ?? "").Normalize(NormalizationForm.FormKC).Trim();
}
