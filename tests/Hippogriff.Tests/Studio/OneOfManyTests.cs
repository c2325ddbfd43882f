using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

public class OneOfManyTests
{
    public static TheoryData<Exception, string> Faults =>
        new()
        {
            { new HippogriffException("'/srv/models/x/config.json' is damaged."), "'config.json' is damaged." },
            { new IOException("Access to '/srv/models/x' failed."), "cannot be read: Access to 'x' failed." },
            { new DivideByZeroException(), "damaged ... (DivideByZeroException)" },
            { new InvalidOperationException("secret"), "damaged ... (InvalidOperationException)" },
            { new ArgumentException("secret"), "damaged ... (ArgumentException)" },
            { new NullReferenceException(), "damaged ... (NullReferenceException)" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Whatever_is_wrong_with_one_is_told_of_it_alone(Exception error, string said)
    {
        string sentence = OneOfMany.Read(() => throw error, fault => fault);
        Said.InOrder(said, sentence);
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
        Assert.Equal(
            ["fine", sentence, "fine"],
            new[] { false, true, false }.Select(bad => OneOfMany.Read(() => bad ? throw error : "fine", fault => fault))
        );
    }

    [Fact]
    public void What_is_the_machine_s_or_the_caller_s_goes_on()
    {
        Assert.Throws<OutOfMemoryException>(() =>
            OneOfMany.Read<string>(() => throw new OutOfMemoryException(), fault => fault)
        );
        Assert.Throws<OperationCanceledException>(() =>
            OneOfMany.Read<string>(() => throw new OperationCanceledException(), fault => fault)
        );
    }

    [Fact]
    public void One_that_was_asked_for_by_name_is_refused_by_its_name()
    {
        HippogriffException refused = Assert.Throws<HippogriffException>(() =>
            OneOfMany.Named<int>("The model 'x'", () => throw new DivideByZeroException())
        );
        Assert.Equal(FaultKind.DamagedFile, refused.Kind);
        Assert.StartsWith("The model 'x' cannot be used.", refused.Message, StringComparison.Ordinal);
    }
}
