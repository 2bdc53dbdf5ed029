namespace FletsCollect.Lines;

/// <summary>The access services of the telco that this product must tell apart (domain.md §3).</summary>
public enum LineServiceType
{
    /// <summary>フレッツ 光ネクスト: the line is proved again at every purchase.</summary>
    HikariNext,

    /// <summary>フレッツ・光プレミアム: may pay, but cannot be proved at a purchase.</summary>
    HikariPremium,

    /// <summary>Bフレッツ: not offered.</summary>
    BFlets,

    /// <summary>フレッツ・ADSL: not offered.</summary>
    FletsAdsl,

    /// <summary>Every other service of the telco: not offered.</summary>
    Other,
}

/// <summary>What each service allows.</summary>
public static class LineServiceTypeRules
{
    /// <summary>True for the services whose subscribers may pay with their line (domain.md R9).</summary>
    public static bool MayPay(this LineServiceType type) => type switch
    {
        LineServiceType.HikariNext or LineServiceType.HikariPremium => true,
        LineServiceType.BFlets or LineServiceType.FletsAdsl or LineServiceType.Other => false,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown line service type."),
    };

    /// <summary>True when a purchase needs a fresh proof that the request comes from the contracted line (domain.md R17).</summary>
    public static bool ProvesLineAtPurchase(this LineServiceType type) => type == LineServiceType.HikariNext;
}
