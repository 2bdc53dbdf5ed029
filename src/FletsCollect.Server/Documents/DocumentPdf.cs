using System.Globalization;
using System.Text;
using FletsCollect.Calendars;
using FletsCollect.Documents;
using SkiaSharp;

namespace FletsCollect.Server.Documents;

/// <summary>
/// Prints a document on A4 pages with its font embedded. The same document makes the same pages: nothing in it depends on the clock of the
/// machine or on what else is installed.
/// </summary>
public sealed class DocumentPdf(DocumentFont font)
{
    /// <summary>A4 in points.</summary>
    private const float Width = 595;
    private const float Height = 842;
    private const float Margin = 48;
    private const float Right = Width - Margin;
    private const float Bottom = Height - 60;
    private const float AmountRight = Right - 52;
    private const float Indent = Margin + 76;

    /// <summary>What is printed for a character that the font lacks: the geta, as Japanese printers do.</summary>
    private const char Geta = '〓';

    /// <exception cref="InvalidOperationException">There is no font; <see cref="DocumentFont.Problem"/> says what to do.</exception>
    public byte[] Print(BillDocument document)
    {
        // Counted first, because each page says how many there are.
        var pages = Draw(SKCanvasOf(), document, ofPages: 0);
        using var stream = new MemoryStream();
        var metadata = new SKDocumentPdfMetadata
        {
            Title = $"{document.Title} {document.Number}",
            Author = document.IssuerName,
            Producer = "FletsCollect",
            Creation = document.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            Modified = document.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        };
        using (var pdf = SKDocument.CreatePdf(stream, metadata))
        {
            Draw(new Pages(() => pdf.BeginPage(Width, Height), pdf.EndPage), document, pages);
            pdf.Close();
        }
        return stream.ToArray();

        static Pages SKCanvasOf()
        {
            var nowhere = new SKNoDrawCanvas((int)Width, (int)Height);
            return new Pages(() => nowhere, () => { });
        }
    }

    private int Draw(Pages pages, BillDocument document, int ofPages)
    {
        using var sheet = new Sheet(pages, font.Typeface, document, ofPages);
        sheet.Head();
        sheet.Lines();
        sheet.Taxes();
        sheet.Notes();
        return sheet.End();
    }

    /// <summary>Where pages come from: a document, or nowhere while they are counted.</summary>
    private sealed record Pages(Func<SKCanvas> Begin, Action End);

    /// <summary>The page that is being drawn, and how far down it is.</summary>
    private sealed class Sheet : IDisposable
    {
        private readonly Pages pages;
        private readonly SKTypeface typeface;
        private readonly BillDocument document;
        private readonly int ofPages;
        private readonly SKPaint ink = new() { Color = SKColors.Black, IsAntialias = true };
        private readonly SKPaint rule = new() { Color = new SKColor(0x88, 0x88, 0x88), StrokeWidth = 0.5f, IsStroke = true };
        private SKCanvas canvas = null!;
        private float y;
        private int page;

        public Sheet(Pages pages, SKTypeface typeface, BillDocument document, int ofPages)
        {
            (this.pages, this.typeface, this.document, this.ofPages) = (pages, typeface, document, ofPages);
            NewPage();
        }

        public void Head()
        {
            Text(document.Title, Width / 2, y + 20, 20, SKTextAlign.Center);
            y += 44;
            Text($"{document.Number}", Right, y, 8, SKTextAlign.Right);
            Text($"発行日　{JapaneseEra.Format(document.Date)}（{document.Date:yyyy-MM-dd}）", Right, y + 13, 9, SKTextAlign.Right);
            Text(document.Recipient, Margin, y + 13, 13);
            Text(document.RecipientReference, Margin, y + 29, 9);
            y += 48;
            foreach (var line in new[] { document.IssuerName, document.IssuerAddress, document.RegistrationNumber is { } number ? $"登録番号　{number}" : "" }.Where(line => line.Length > 0))
            {
                foreach (var part in Wrapped(line, 9, 240))
                    Line(part, Right, 9, 13, SKTextAlign.Right);
            }
            y += 8;
            Text($"{JapaneseEra.YearOf(document.Month.FirstDay)}年{document.Month.Month}月分（{document.Month}）", Margin, y, 11);
            y += 12;
            canvas.DrawRect(Margin, y, Right - Margin, 34, rule);
            Text(document.TotalLabel, Margin + 12, y + 22, 12);
            Text($"{document.Total}円", Right - 12, y + 24, 18, SKTextAlign.Right);
            y += 58;
            TableHead();
        }

        public void Lines()
        {
            foreach (var line in document.Lines)
            {
                List<string> description = [.. Wrapped($"{line.Description}{(line.IsReduced ? " ※" : "")}", 9.5f, AmountRight - 76 - Indent)];
                List<string> detail = line.Detail is { } more ? [.. Wrapped(more, 8, AmountRight - 76 - Indent)] : [];
                if (Need((description.Count * 13) + (detail.Count * 11) + 5))
                    TableHead();
                Text(line.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", Margin, y, 9);
                var first = y;
                foreach (var part in description)
                    Line(part, Indent, 9.5f, 13);
                foreach (var part in detail)
                    Line(part, Indent, 8, 11);
                // In the order in which it is read, for those who copy it or have it read to them.
                Text($"{line.Amount}円", AmountRight, first, 9.5f, SKTextAlign.Right);
                Text(line.TaxPercent is { } rate ? $"{rate}%" : "", Right, first, 9, SKTextAlign.Right);
                y += 5;
            }
            canvas.DrawLine(Margin, y - 10, Right, y - 10, rule);
            y += 6;
        }

        public void Taxes()
        {
            if (document.Taxes.Count == 0)
                return;
            Need((document.Taxes.Count * 15) + 34);
            foreach (var tax in document.Taxes)
            {
                var label = $"{tax.Percent}%{(tax.IsReduced ? "（軽減税率）" : "")}対象（{(tax.IsIncluded ? "税込" : "税抜")}）";
                Text(label, AmountRight - 250, y, 9.5f);
                Text($"{tax.Amount}円", AmountRight - 60, y, 9.5f, SKTextAlign.Right);
                Text("消費税", AmountRight - 48, y, 9.5f);
                Text($"{tax.Tax}円", Right, y, 9.5f, SKTextAlign.Right);
                y += 15;
            }
            if (document.HasReduced)
                Line("※は軽減税率の対象です。", Margin, 9, 14);
            y += 8;
        }

        public void Notes()
        {
            foreach (var note in document.Notes)
            {
                List<string> parts = [.. Wrapped(note, 9, Right - Margin)];
                Need(parts.Count * 13);
                foreach (var part in parts)
                    Line(part, Margin, 9, 13);
            }
        }

        /// <summary>Ends the last page and says how many there are.</summary>
        public int End()
        {
            EndPage();
            return page;
        }

        public void Dispose()
        {
            ink.Dispose();
            rule.Dispose();
        }

        private void TableHead()
        {
            Text("日付", Margin, y, 8.5f);
            Text("内容", Indent, y, 8.5f);
            Text("金額", AmountRight, y, 8.5f, SKTextAlign.Right);
            Text("税率", Right, y, 8.5f, SKTextAlign.Right);
            canvas.DrawLine(Margin, y + 5, Right, y + 5, rule);
            y += 20;
        }

        /// <summary>Turns the page when that much does not fit below; true when it did.</summary>
        private bool Need(float height)
        {
            if (y + height <= Bottom)
                return false;
            EndPage();
            NewPage();
            return true;
        }

        private void NewPage()
        {
            canvas = pages.Begin();
            page++;
            y = Margin + 12;
        }

        private void EndPage()
        {
            Text(string.Create(CultureInfo.InvariantCulture, $"{document.Number}　{page} / {ofPages}"), Width / 2, Height - 30, 8, SKTextAlign.Center);
            pages.End();
        }

        private void Line(string text, float x, float size, float height, SKTextAlign align = SKTextAlign.Left)
        {
            Text(text, x, y, size, align);
            y += height;
        }

        private void Text(string text, float x, float baseline, float size, SKTextAlign align = SKTextAlign.Left)
        {
            if (text.Length == 0)
                return;
            using var sized = new SKFont(typeface, size);
            canvas.DrawText(Printable(text), x, baseline, align, sized, ink);
        }

        /// <summary>Cuts a text into lines that fit, between characters as Japanese is broken, never inside of one.</summary>
        private IEnumerable<string> Wrapped(string text, float size, float width)
        {
            using var sized = new SKFont(typeface, size);
            var line = new StringBuilder();
            foreach (var rune in Printable(text).EnumerateRunes())
            {
                if (line.Length > 0 && sized.MeasureText($"{line}{rune}") > width)
                {
                    yield return line.ToString();
                    line.Clear();
                }
                line.Append(rune.ToString());
            }
            if (line.Length > 0)
                yield return line.ToString();
        }

        /// <summary>Without control characters, and with a geta for what the font does not have.</summary>
        private string Printable(string text)
        {
            using var sized = new SKFont(typeface);
            var printable = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes())
            {
                if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)
                    continue;
                printable.Append(sized.GetGlyph(rune.Value) == 0 ? Geta.ToString() : rune.ToString());
            }
            return printable.ToString();
        }
    }
}
