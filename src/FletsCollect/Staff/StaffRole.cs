namespace FletsCollect.Staff;

/// <summary>What somebody who works with the product does: for the operator, or for one merchant.</summary>
public enum StaffRole
{
    /// <summary>Runs the month, reviews merchants, and proposes what a second person approves.</summary>
    Operator,

    /// <summary>Approves what another proposed, and looks after the operator's people.</summary>
    Approver,

    /// <summary>Serves subscribers who call or write.</summary>
    Desk,

    /// <summary>Stands for the merchant: may do everything that its people may, and says who they are.</summary>
    Owner,

    /// <summary>Connects the merchant's systems.</summary>
    Developer,

    /// <summary>Keeps the merchant's books and gives money back.</summary>
    Bookkeeper,

    /// <summary>Looks at what is sold.</summary>
    Viewer,
}

/// <summary>What a page or an action is about; a role has it or has it not.</summary>
public enum StaffPermission
{
    /// <summary>A merchant's customers, charges, subscriptions and refunds.</summary>
    ViewSales,

    /// <summary>Refunds, and subscriptions that end.</summary>
    GiveBack,

    /// <summary>A merchant's fee statements and payouts.</summary>
    ViewMoney,

    /// <summary>A merchant's keys, redirect addresses and webhooks.</summary>
    ManageIntegration,

    /// <summary>A merchant's people.</summary>
    ManageMerchantStaff,

    /// <summary>The close of a month, its files and what is proposed.</summary>
    OperateMonth,

    /// <summary>A second person's yes.</summary>
    Approve,

    /// <summary>An ID that is stopped, or let go on, from the console.</summary>
    StopIds,

    /// <summary>The ledger, the audit trail, jobs and health.</summary>
    ViewBooks,

    /// <summary>Merchants as the operator sees them.</summary>
    ReviewMerchants,

    /// <summary>The operator's people, and the first of a merchant's.</summary>
    ManageStaff,

    /// <summary>Subscribers, their IDs, purchases and cases.</summary>
    ServeSubscribers,
}

/// <summary>Which role may what: the one table that pages, actions and tests share.</summary>
public static class StaffPermissions
{
    private static readonly Dictionary<StaffRole, StaffPermission[]> Table = new()
    {
        [StaffRole.Operator] = [StaffPermission.OperateMonth, StaffPermission.StopIds, StaffPermission.ViewBooks, StaffPermission.ReviewMerchants],
        [StaffRole.Approver] = [StaffPermission.Approve, StaffPermission.StopIds, StaffPermission.ViewBooks, StaffPermission.ReviewMerchants, StaffPermission.ManageStaff],
        [StaffRole.Desk] = [StaffPermission.ServeSubscribers],
        [StaffRole.Owner] = [StaffPermission.ViewSales, StaffPermission.GiveBack, StaffPermission.ViewMoney, StaffPermission.ManageIntegration, StaffPermission.ManageMerchantStaff],
        [StaffRole.Developer] = [StaffPermission.ViewSales, StaffPermission.ManageIntegration],
        [StaffRole.Bookkeeper] = [StaffPermission.ViewSales, StaffPermission.GiveBack, StaffPermission.ViewMoney],
        [StaffRole.Viewer] = [StaffPermission.ViewSales],
    };

    public static bool May(this StaffRole role, StaffPermission permission) => Table[role].Contains(permission);

    /// <summary>True for the people of one merchant, who see nothing of another; false for the operator's.</summary>
    public static bool IsOfMerchant(this StaffRole role) => role switch
    {
        StaffRole.Operator or StaffRole.Approver or StaffRole.Desk => false,
        StaffRole.Owner or StaffRole.Developer or StaffRole.Bookkeeper or StaffRole.Viewer => true,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };
}
