"""How uploads are received: never more of a file on the disk than may be stored."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from lianmeng.files.actions import upload_limit


class LimitedUpload(TemporaryFileUploadHandler):
    """As Django's own, but what lies past the limit is let fall: such a file is refused by its size."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep up to one byte more than may be stored, so that storing sees that it is too much."""
        held = self.file.size or 0
        left = upload_limit() + 1 - held
        if left > 0:
            self.file.write(raw_data[:left])
            self.file.size = held + min(len(raw_data), left)

    def file_complete(self, file_size: int):  # type: ignore[no-untyped-def] # as Django's own
        """The file as far as it was kept."""
        self.file.seek(0)
        return self.file
