using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Tests.Studio;

public class ProblemsTests
{
    private const string WithPath = "'/srv/studio/pictures/7.png' cannot be used.";

    public static TheoryData<Exception, int, string> Failures =>
        new()
        {
            { new HippogriffException(WithPath), 400, "" },
            { new HippogriffException(WithPath, FaultKind.NotFound), 404, "" },
            { new HippogriffException(WithPath, FaultKind.DamagedFile), 422, "" },
            { new HippogriffException(WithPath, FaultKind.Incompatible), 422, "" },
            { new HippogriffException(WithPath, FaultKind.Resource), 507, "60" },
            { new HippogriffException(WithPath, FaultKind.Busy), 503, "5" },
            { new HippogriffException(WithPath, new OutOfMemoryException()), 503, "60" },
            { new OutOfMemoryException(WithPath), 503, "60" },
            { new QueueFullException(WithPath, TimeSpan.FromSeconds(7)), 429, "7" },
            { new TrainingBusyException(WithPath), 409, "" },
            { new RefusedException(415, WithPath), 415, "" },
            { new DiskFullException(WithPath), 507, "60" },
            { new StudioBusyException(WithPath), 503, "5" },
            { new StudioDamagedException(WithPath), 500, "" },
            { new IOException(WithPath), 500, "" },
            { new InvalidOperationException(WithPath), 500, "" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_s_kind_decides_the_status_and_whether_it_is_worth_asking_again(
        Exception error,
        int status,
        string retryAfter
    )
    {
        DefaultHttpContext context = new();
        Problems.SetRetryAfter(context.Response, error);
        Assert.Equal(
            (status, retryAfter),
            (Problems.Describe(error).Status, context.Response.Headers.RetryAfter.ToString())
        );
        Assert.Equal(status, Refusal.From(error).Status);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void No_answer_says_where_files_lie(Exception error, int status, string retryAfter)
    {
        Assert.True(status >= 400 && retryAfter.Length < 3);
        Assert.DoesNotContain("srv", Problems.Describe(error).Sentence + Refusal.From(error).Message);
    }

    [Fact]
    public void What_the_machine_lacks_is_not_blamed_on_a_field()
    {
        HippogriffException full = new(WithPath, FaultKind.Resource);
        Assert.Same(
            full,
            Assert.Throws<HippogriffException>(() => RefusedException.Naming<int>("image", () => throw full))
        );
        Assert.Equal(
            "image",
            Assert
                .Throws<RefusedException>(() =>
                    RefusedException.Naming<int>("image", () => throw new HippogriffException(WithPath))
                )
                .Field
        );
    }
}
