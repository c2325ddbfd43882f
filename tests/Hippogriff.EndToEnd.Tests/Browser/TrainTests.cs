using Hippogriff.Data.Scenes;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>Trainings, in a real browser.</summary>
public class TrainTests(Chromium chromium)
{
    [Fact]
    public async Task A_zip_is_uploaded_a_training_started_watched_stopped_drawn_with_and_gone_on_with()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true, tinyTraining: true);
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/train", "Train");
        await window
            .Page.GetByLabel("Or a zip of pictures")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "my squares.zip",
                    MimeType = "application/zip",
                    Buffer = TinyTraining.Zip(),
                }
            );
        await Expect(window.Page.GetByText("my-squares: 6 captioned pictures.")).ToBeVisibleAsync();
        await Expect(window.Page.GetByLabel("Pictures", new() { Exact = true })).ToHaveValueAsync("my-squares");
        await window.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("colours");
        await window.Page.GetByLabel("Recipe").SelectOptionAsync(TinyTraining.Recipe);
        await window.Page.GetByLabel("Minutes", new() { Exact = true }).FillAsync("10");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();

        ILocator run = window.Page.Locator("[data-run=colours]");
        await Expect(run).ToHaveAttributeAsync("data-phase", "Running");
        ILocator steps = run.Locator("dt:has-text('Steps') + dd"),
            curve = run.Locator(".loss-plot .curve");
        await Expect(curve).ToBeVisibleAsync();
        (string before, string drawn) = (await steps.InnerTextAsync(), await curve.GetAttributeAsync("points") ?? "");
        await Expect(steps).Not.ToHaveTextAsync(before);
        await Expect(curve).Not.ToHaveAttributeAsync("points", drawn);
        await Expect(run.GetByText("of training left")).ToBeVisibleAsync();

        await run.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(run).ToHaveAttributeAsync("data-phase", "Stopped");
        string stood = await steps.InnerTextAsync();
        ILocator sheet = run.GetByRole(AriaRole.Img, new() { Name = "Samples of colours" });
        await Expect(sheet).ToBeVisibleAsync();
        Assert.True(await sheet.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)") > 256);
        await LookTests.AssertFitsAsync(window.Page);

        await run.GetByRole(AriaRole.Link, new() { Name = "Draw with it" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Create" }).WaitForAsync();
        await Expect(window.Page.GetByLabel("Model")).ToHaveValueAsync("colours");
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a red square");
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).PressAsync("Enter");
        await Expect(window.Page.Locator("[data-state=Done] .picture-stage")).ToHaveCountAsync(1);
        Assert.Equal(("colours", 16), (studio.Gallery.Find(1)!.Settings.Model, studio.Gallery.Find(1)!.Settings.Width));

        await window.GoAsync("/train", "Train");
        await run.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(run).ToHaveAttributeAsync("data-phase", "Running");
        await Expect(steps).Not.ToHaveTextAsync(stood);
        Assert.True(studio.Trainings.Stop("colours"));
        await studio.Trainings.WhenQuiet().WithPatience();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Tall_and_wide_pictures_are_kept_where_the_box_is_ticked_but_not_of_scenes()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(tinyTraining: true);
        ToySprites.Write(Path.Combine(studio.Data, "datasets", "toys"), SceneWorld.First, "noto");
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/train", "Train");
        ILocator box = window.Page.GetByLabel("Keep tall and wide pictures"),
            start = window.Page.GetByRole(AriaRole.Button, new() { Name = "Start training" });
        await Expect(box).Not.ToBeCheckedAsync();
        await box.CheckAsync();
        await window.Page.GetByLabel("Pictures", new() { Exact = true }).SelectOptionAsync("toys");
        await window.Page.GetByLabel("Recipe").SelectOptionAsync(TinyTraining.Recipe);
        await window.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("wide");
        await start.ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "'toys' holds sprites" }))
            .ToBeVisibleAsync();
        Assert.Empty(studio.Trainings.List());
        await window.Page.GetByLabel("Pictures", new() { Exact = true }).SelectOptionAsync(TinyTraining.Dataset);
        await start.ClickAsync();
        await Expect(window.Page.Locator("[data-run=wide]")).ToContainTextAsync("recipe tiny · tall and wide too");
        await Expect(window.Page.Locator("[data-run=wide] .loss-plot .curve")).ToBeVisibleAsync();
        studio.Trainings.Stop("wide");
        await studio.Trainings.WhenQuiet().WithPatience();
        Assert.True(TrainingRun.RecipeOf(Path.Combine(studio.Data, "trainings", "wide")).Buckets);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task What_cannot_be_trained_on_is_said_in_one_sentence()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(tinyTraining: true);
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/train", "Train");
        await window
            .Page.GetByLabel("Or a zip of pictures")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "x.zip",
                    MimeType = "application/zip",
                    Buffer = "no zip"u8.ToArray(),
                }
            );
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The zip cannot be opened" }))
            .ToBeVisibleAsync();
        await window.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("../up");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
        await Expect(
                window
                    .Page.GetByRole(AriaRole.Alert)
                    .Filter(new() { HasText = "The name of a run has 1 to 40 letters" })
            )
            .ToBeVisibleAsync();
        Assert.Empty(studio.Trainings.List());
        window.AssertNothingWentWrong();
    }
}
