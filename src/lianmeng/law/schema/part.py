"""What every part of a pack has in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """Base of every part of a pack: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
