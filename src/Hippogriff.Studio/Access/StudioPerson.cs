namespace Hippogriff.Studio.Access;

/// <summary>Somebody who has joined with a name.</summary>
/// <param name="Id">Their id, the owner of what they make.</param>
/// <param name="Name">Their name, which nobody else has.</param>
/// <param name="Secret">What their cookie has to say; another one makes older cookies void.</param>
/// <param name="Created">When they joined.</param>
internal sealed record StudioPerson(string Id, string Name, string Secret, DateTimeOffset Created);
