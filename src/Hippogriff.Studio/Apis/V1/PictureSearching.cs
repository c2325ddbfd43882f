using System.ComponentModel.DataAnnotations;
using Hippogriff.Studio.Gallery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>
/// Answers <c>GET /api/v1/pictures</c>. Its parameters are those of the query, which <see cref="QueryCheck"/> reads.
/// </summary>
internal sealed class PictureSearching(IHttpContextAccessor http)
{
    /// <summary>The pictures that are searched for, newest first.</summary>
    public PictureView[] Search(
        string words = "",
        bool favourites = false,
        string? model = null,
        bool deleted = false,
        [Range(typeof(long), "1", "9223372036854775807")] long? before = null,
        [Range(1, PictureSearch.Most)] int most = 60
    ) =>
        [
            .. http.HttpContext!.RequestServices.GetRequiredService<IGallery>()
                .Search(new GalleryQuery(words, favourites, model, deleted, before, most))
                .Select(PictureView.Of),
        ];
}
