using System.Globalization;

namespace FletsCollect.Samples.Demo;

internal static class Instructions
{
    public static void Print(Places places)
    {
        // The month in Japan, which the charges of today belong to; Japan has no daylight saving.
        var month = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(9)).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        const string run = "dotnet run --project src/FletsCollect.Server --";

        Console.WriteLine($"""

            ────────────────────────────────────────────────────────────────────────────
              Provider  決済サービス   {places.Provider}
              Merchant  加盟店のブログ {places.Merchant}
            ────────────────────────────────────────────────────────────────────────────
              1. Get an ID          {places.Provider}issue   IDを発行する
                 The demo attaches this machine to line CAF0000000001 (FLET'S Hikari Next).
                 Customer number お客さま番号: 0000000001. Choose a password, note the ID.
              2. Buy                {places.Merchant}        「フレッツで支払う」で購入する
                 Press the button, sign in with the ID, check the price, approve. Or refuse, and buy again.
                 By the month      {places.Merchant}monthly  月額プラン: 解約や価格の変更も試せます
              3. Bill, collect, settle, in another terminal in {places.Root}
                 請求・回収・精算(別の端末で):
                   {run} close-month {month} --early
                   {run} issue-invoices {month}
                   {run} record-collection {month}
                   {run} settle {month}
                   {run} propose-payouts {month} --by suzuki
                   {run} approve-payouts 1 --by tanaka      (the number that propose-payouts says)
                   {run} pay-out {month}
                   {run} show-month {month}
                   {run} verify
              4. Notices by mail    {places.Provider}account/security/mail   お知らせメール
                 Nothing leaves this machine: mails, with the code of an address, are printed here.
              5. Other lines, one proxy each 別の回線から試す:
                   dotnet run --project samples/AccessNetwork

              Ctrl+C stops both. 次回 --fresh を付けると最初から(dotnet run --project samples/Demo -- --fresh)。

            """);
    }
}
