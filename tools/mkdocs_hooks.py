"""What MkDocs calls while it builds the site; everything is in `derive.site`."""

from derive.site import (
    on_config,
    on_files,
    on_nav,
    on_page_content,
    on_page_context,
    on_post_build,
    on_post_page,
    on_post_template,
)

__all__ = [
    "on_config",
    "on_files",
    "on_nav",
    "on_page_content",
    "on_page_context",
    "on_post_build",
    "on_post_page",
    "on_post_template",
]
