using System.Text.Encodings.Web;
using System.Text.Unicode;
using MimeKit;

namespace FletsCollect.Server.Mail;

/// <summary>What a mail says, before it is plain text and HTML.</summary>
/// <param name="Title">Its subject.</param>
/// <param name="Paragraphs">Its text, in order.</param>
/// <param name="Link">Where it leads; null for nowhere.</param>
/// <param name="Closing">What stands below the link.</param>
internal sealed record MailText(string Title, IReadOnlyList<string> Paragraphs, Uri? Link, string Closing)
{
    /// <summary>Japanese as itself, not six bytes of entity for each character.</summary>
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The same words as plain text and as HTML, for whichever the receiver's program shows.</summary>
    public MimeEntity ToBody(string language)
    {
        string[] parts = Link is null ? [.. Paragraphs, Closing] : [.. Paragraphs, Link.AbsoluteUri, Closing];
        var paragraphs = Paragraphs.Select(paragraph => $"<p>{Html.Encode(paragraph).ReplaceLineEndings("<br>")}</p>");
        var link = Link is null ? "" : $"<p><a href=\"{Html.Encode(Link.AbsoluteUri)}\">{Html.Encode(Link.AbsoluteUri)}</a></p>";
        var builder = new BodyBuilder
        {
            TextBody = string.Join("\r\n\r\n", parts) + "\r\n",
            HtmlBody = $"<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{Html.Encode(Title)}</title></head><body>{string.Concat(paragraphs)}{link}<p>{Html.Encode(Closing)}</p></body></html>",
        };
        return builder.ToMessageBody();
    }
}
