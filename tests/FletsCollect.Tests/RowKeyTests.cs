namespace FletsCollect.Tests;

public class RowKeyTests
{
    [Fact]
    public void A_key_is_a_version_7_UUID_of_the_present_time()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var keys = Enumerable.Range(0, 1_000).Select(_ => RowKey.New()).ToList();
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.All(keys, key => Assert.Equal(7, key.Version));
        // RFC 9562 §4.1: the two highest bits of the variant are 1 and 0.
        Assert.All(keys, key => Assert.InRange(key.Variant, 8, 11));
        Assert.All(keys, key => Assert.InRange(Convert.ToInt64(key.ToString("N")[..12], 16), before, after));
    }

    [Fact]
    public void No_two_keys_share_their_random_part_whichever_thread_made_them()
    {
        var keys = new string[8][];
        var threads = Enumerable.Range(0, keys.Length)
            .Select(i => new Thread(() => keys[i] = [.. Enumerable.Range(0, 5_000).Select(_ => RowKey.New().ToString("N")[12..])]))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(40_000, keys.SelectMany(made => made).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_random_bit_is_sometimes_set_and_sometimes_not()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => Convert.FromHexString(RowKey.New().ToString("N"))).ToList();

        // Bits 48 to 51 are the version, 64 and 65 the variant.
        foreach (var bit in Enumerable.Range(48, 80).Where(bit => bit is not ((>= 48 and <= 51) or 64 or 65)))
            Assert.Equal(2, keys.Select(key => (key[bit / 8] >> (7 - (bit % 8))) & 1).Distinct().Count());
    }
}
