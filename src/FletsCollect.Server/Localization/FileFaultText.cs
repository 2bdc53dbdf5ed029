using System.Globalization;
using FletsCollect.Billing;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>What is wrong with a file that came, in a sentence that says how it must be.</summary>
public static class FileFaultText
{
    /// <summary>In the language of the request.</summary>
    public static string Of(FileFault fault) => fault.Record is { } record ? $"{record}{T("：", ": ")}{Sentence(fault)}" : Sentence(fault);

    /// <summary>In English, for the commands.</summary>
    public static string English(FileFault fault)
    {
        var current = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Languages.English);
            return Of(fault);
        }
        finally
        {
            CultureInfo.CurrentUICulture = current;
        }
    }

    private static string Sentence(FileFault fault)
    {
        var said = fault.Values;
        return fault.Reason switch
        {
            FileFaultReason.DigestMissing => T("最終行が、S、タブ、64桁の16進数のSHA-256、改行ではありません。途中で切れているか、別の形式のファイルです。", "The last line is not S, a tab, and a SHA-256 of 64 hexadecimal digits, with a line feed: the file is cut short, or of another form."),
            FileFaultReason.DigestDiffers => T("最終行のSHA-256が、それより前の行のものと一致しません。途中で変更されています。取得し直してください。", "The SHA-256 in the last line is not that of the lines before it: the file was changed on its way. Fetch it again."),
            FileFaultReason.NotUtf8 => T("文字コードがUTF-8ではありません。", "The file is not UTF-8."),
            FileFaultReason.LinesMissing => T("ヘッダー、明細、トレーラー、ダイジェストが必要です。それぞれ改行で終わります。", "There must be a header, records, a trailer and a digest, each ended by a line feed."),
            FileFaultReason.HeaderDiffers => T($"1行目が、{said[0]}（バージョン{said[1]}）のヘッダーではありません。H、種類、バージョン、対象月、番号、作成時刻の順に書きます。", $"Line 1 is not the header of a {said[0]} file of version {said[1]}: H, type, version, month, sequence, instant."),
            FileFaultReason.HeaderMalformed => T("1行目：対象月はyyyy-MM、番号は1からの数字、作成時刻はyyyy-MM-ddTHH:mm:ssZと書きます。", "Line 1: the month is written yyyy-MM, the sequence is a number from 1, the instant is written yyyy-MM-ddTHH:mm:ssZ."),
            FileFaultReason.RecordKindUnknown => T($"{said[0]}行目が「{said[1]}」で始まっています。{said[2]}の明細は{said[3]}です。", $"Line {said[0]} begins with '{said[1]}'; a {said[2]} file has records of {said[3]}."),
            FileFaultReason.FieldCountDiffers => T($"{said[0]}行目の項目は{said[1]}個です。{said[2]}個（種別、参照番号、金額、{said[3]}）必要です。", $"Line {said[0]} has {said[1]} fields; there must be {said[2]}: kind, reference, amount, {said[3]}."),
            FileFaultReason.RecordMalformed => T($"{said[0]}行目：参照番号は1～128文字、金額は区切りのない整数（円）です。", $"Line {said[0]}: the reference has 1 to 128 characters, and the amount is whole yen without separators."),
            FileFaultReason.TrailerDiffers => T($"{said[0]}行目が、明細{said[1]}件、合計{said[2]}円のトレーラーTではありません。", $"Line {said[0]} is not the trailer T of {said[1]} records and {said[2]} yen."),
            FileFaultReason.BankRecordsNotWhole => T("120バイトのレコードとCR LFの組になっていません。途中で切れているか、別の形式のファイルです。ヘッダー、データ、トレーラー、エンドが必要です。", "The file is not whole records of 120 bytes and CR LF, a header, data, a trailer and an end: it is cut short, or of another form."),
            FileFaultReason.BankRecordNotEnded => T($"{said[0]}件目のレコードが、120バイトの後のCR LFで終わっていません。", $"Record {said[0]} does not end with CR LF after 120 bytes."),
            FileFaultReason.BankFrameDiffers => T("最初のレコードが種別91のヘッダーでないか、最後の2件がトレーラーとエンドではありません。", "The first record is not the header of type 91, or the last two are not trailer and end."),
            FileFaultReason.BankRecordMalformed => T($"{said[0]}件目が、金額、顧客番号、振替結果コードを数字で書いたデータレコードではありません。", $"Record {said[0]} is not a data record with amount, customer number and result code in digits."),
            FileFaultReason.BankCountDiffers => TrailerSum("合計件数", "count", said),
            FileFaultReason.BankTotalDiffers => TrailerSum("合計金額", "total", said),
            FileFaultReason.DebitedCountDiffers => TrailerSum("振替済件数", "debited count", said),
            FileFaultReason.DebitedTotalDiffers => TrailerSum("振替済金額", "debited total", said),
            FileFaultReason.FailedCountDiffers => TrailerSum("振替不能件数", "failed count", said),
            FileFaultReason.FailedTotalDiffers => TrailerSum("振替不能金額", "failed total", said),
            FileFaultReason.SeveralRequests => T("一つの振替依頼のものではないレコードがあります。", "Its records do not all belong to one request."),
            FileFaultReason.SequenceAhead => Missing(long.Parse(said[0], CultureInfo.InvariantCulture), long.Parse(said[1], CultureInfo.InvariantCulture)),
            FileFaultReason.SequenceUsed => T($"{said[0]}号ですが、別のファイルがその番号で届いています。次は{said[1]}号のはずです。どちらが正しいか、送り手に確認してください。", $"It is number {said[0]}, and another file came under that number; {said[1]} is expected. Ask the sender which of the two is right."),
            FileFaultReason.MonthFrozen => T($"{said[0]}は締め済みで、請求書は確定しています。後の月の料金として送り直してもらってください。", $"{said[0]} is frozen already, and its invoices stand; have the fees put into a later month."),
            FileFaultReason.InvoiceUnknown => T("この番号の請求書はありません。", "there is no such invoice."),
            FileFaultReason.AnsweredTwice => T("このファイルの中で2回回答されています。", "it is answered twice in this file."),
            FileFaultReason.AnswerNotAwaited => T($"請求書は「{Status(said[0])}」で、回答を待っていません。", $"it is '{Status(said[0])}' and waits for no answer."),
            FileFaultReason.MonthDiffers => T($"請求書は{said[0]}のもので、ファイルは{said[1]}のものです。", $"it is of {said[0]}, the file of {said[1]}."),
            FileFaultReason.InvoiceAmountDiffers => T($"通信会社の金額は{said[0]}円、請求書の金額は{said[1]}円です。", $"the telco has {said[0]} yen, it comes to {said[1]} yen."),
            FileFaultReason.AnswerUnknown => T($"「{said[0]}」は、acceptedでもrejectedでもありません。", $"'{said[0]}' is neither accepted nor rejected."),
            FileFaultReason.RejectionReasonMissing => T("拒否には、1～200文字の理由が必要です。", "a rejection has a reason of 1 to 200 characters."),
            FileFaultReason.ReferenceTooLong => T("参照番号が64文字を超えています。", "its reference is longer than 64 characters."),
            FileFaultReason.ReferenceCameBefore => T("この参照番号は、すでに届いています。", "its reference came before."),
            FileFaultReason.LineUnknown => T("この回線は、回線原簿にありません。", "the register has no such line."),
            FileFaultReason.AmountNotPositive => T("金額が1円以上ではありません。", "its amount is not above zero."),
            FileFaultReason.TaxNotAPercentage => T("税率が0～100の整数（%）ではありません。", "its tax is not a whole percentage of 0 to 100."),
            FileFaultReason.DescriptionMissing => T("説明が1～200文字ではありません。", "its description has not 1 to 200 characters."),
            FileFaultReason.InvoiceNameMalformed => T($"「{said[0]}」は請求書の番号ではありません。inv_に続く26文字です。", $"'{said[0]}' is not the name of an invoice, inv_ and 26 characters."),
            FileFaultReason.OutcomeUnknown => T($"「{said[0]}」は、paid、partly、unpaid、given-upのいずれでもありません。", $"'{said[0]}' is not paid, partly, unpaid or given-up."),
            FileFaultReason.ReferenceTwice => T("この参照番号の収納結果が2件あります。", "two results have this reference."),
            FileFaultReason.NothingCollected => T("この番号の請求書はなく、入金もありません。", "there is no such invoice, and no money came for it."),
            FileFaultReason.InvoiceStateForbids => T("請求書が未発行か、すでに収納が済んでいます。", "its invoice is not issued, or needs nothing any more."),
            FileFaultReason.OutcomeContradicted => T("金額が結果と合いません。paidは未収額の全額、partlyはその一部、unpaidとgiven-upは0円です。", "the amount contradicts the outcome: paid is all that is outstanding, partly is some, unpaid and given-up are nothing."),
            FileFaultReason.ReferenceReused => T("この参照番号は、別の収納結果で使われています。", "its reference was used for another result."),
            FileFaultReason.DebitNotRequested => T("この振替は依頼していません。", "no such debit was requested."),
            FileFaultReason.DebitAmountDiffers => T($"依頼した金額は{said[0]}円、銀行の金額は{said[1]}円です。", $"{said[0]} yen were requested, the bank names {said[1]} yen."),
            FileFaultReason.DebitsUnanswered => T($"振替依頼{said[0]}号は{said[1]}件ですが、結果は{said[2]}件です。", $"Request {said[0]} has {said[1]} debits, the result answers {said[2]}."),
            FileFaultReason.AccountMalformed => T($"回線{said[0]}の口座の種別が1、2、4、9のいずれでもないか、同じ回線が2回出ています。", $"The record of line {said[0]} has an account type other than 1, 2, 4 and 9, or comes twice."),
            var reason => throw new ArgumentOutOfRangeException(nameof(fault), reason, "Unknown fault."),
        };
    }

    private static string TrailerSum(string japanese, string english, IReadOnlyList<string> said) =>
        T($"トレーラーの{japanese}は「{said[0]}」ですが、データレコードでは{said[1]}です。", $"The trailer's {english} is '{said[0]}', the records make it {said[1]}.");

    private static string Missing(long number, long last)
    {
        var missing = number == last + 2 ? T($"{last + 1}号", $"number {last + 1} is") : T($"{last + 1}～{number - 1}号", $"numbers {last + 1} to {number - 1} are");
        return T($"{number}号ですが、最後に届いたのは{last}号で、{missing}がありません。先にそれを取り込むか、送り直してもらってください。", $"It is number {number}, and the last one was {last}: {missing} missing. Import that first, or have it sent again.");
    }

    private static string Status(string name) => InvoiceStatusText.Of(Enum.Parse<LineInvoiceStatus>(name));
}
