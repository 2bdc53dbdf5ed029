using System.Text.Encodings.Web;
using MimeKit;

namespace FletsCollect.Server.Mail;

/// <summary>What a mail says, before it is plain text and HTML.</summary>
/// <param name="Title">Its subject.</param>
/// <param name="Paragraphs">Its text, in order.</param>
/// <param name="Link">Where it leads; null for nowhere.</param>
/// <param name="Closing">What stands below the link.</param>
internal sealed record MailText(string Title, IReadOnlyList<string> Paragraphs, Uri? Link, string Closing)
{
    /// <summary>The same words as plain text and as HTML, for whichever the receiver's program shows.</summary>
    public MimeEntity ToBody(string language)
    {
        string[] parts = Link is null ? [.. Paragraphs, Closing] : [.. Paragraphs, Link.AbsoluteUri, Closing];
        var html = HtmlEncoder.Default;
        var paragraphs = Paragraphs.Select(paragraph => $"<p>{html.Encode(paragraph).ReplaceLineEndings("<br>")}</p>");
        var link = Link is null ? "" : $"<p><a href=\"{html.Encode(Link.AbsoluteUri)}\">{html.Encode(Link.AbsoluteUri)}</a></p>";
        var builder = new BodyBuilder
        {
            TextBody = string.Join("\r\n\r\n", parts) + "\r\n",
            HtmlBody = $"<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{html.Encode(Title)}</title></head><body>{string.Concat(paragraphs)}{link}<p>{html.Encode(Closing)}</p></body></html>",
        };
        return builder.ToMessageBody();
    }
}
