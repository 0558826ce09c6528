"""What MkDocs calls: `derive.site` while it builds, `derive.serving` for what lasts longer than a build."""

from derive.serving import Live
from derive.site import (
    on_files,
    on_page_content,
    on_page_context,
    on_page_markdown,
    on_post_page,
    on_post_template,
)

live = Live()
on_startup, on_serve = live.on_startup, live.on_serve
on_config, on_nav, on_env = live.on_config, live.on_nav, live.on_env
on_post_build, on_build_error = live.on_post_build, live.on_build_error

__all__ = [
    "on_build_error",
    "on_config",
    "on_env",
    "on_files",
    "on_nav",
    "on_page_content",
    "on_page_context",
    "on_page_markdown",
    "on_post_build",
    "on_post_page",
    "on_post_template",
    "on_serve",
    "on_startup",
]
