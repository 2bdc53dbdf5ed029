using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FletsCollect.Merchant;

/// <summary>
/// <c>&lt;flets-pay-button /&gt;</c>: the button 「フレッツで支払う」 or "Pay with FLET'S". Put it into a form that posts with antiforgery;
/// it submits that form, needs no JavaScript, and keeps every other attribute that it is given.
/// </summary>
[HtmlTargetElement("flets-pay-button", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FletsPayButtonTagHelper : TagHelper
{
    /// <summary>The language of the label, such as <c>ja</c> or <c>en</c>. Default: the request's UI culture.</summary>
    public string? Language { get; set; }

    /// <summary>The label of the button in a language; anything but Japanese reads English.</summary>
    public static string Label(string language) =>
        language.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? "フレッツで支払う" : "Pay with FLET'S";

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var language = Language ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        output.TagName = "button";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("type", "submit");
        output.Attributes.SetAttribute("lang", language.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? "ja" : "en");
        var own = output.Attributes.TryGetAttribute("class", out var attribute) ? $" {attribute.Value}" : "";
        output.Attributes.SetAttribute("class", "flets-pay-button" + own);
        output.Content.SetContent(Label(language));
    }
}
