"""What the system says in English when a file cannot be read or written, in French words for a sentence."""

import errno

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, *([errno.EDQUOT] if hasattr(errno, "EDQUOT") else [])})
_WORDS = {
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EROFS: "disque en lecture seule",
    errno.ENOENT: "le dossier n'existe pas",
    errno.ENOTDIR: "le dossier n'en est pas un",
    errno.EISDIR: "c'est un dossier",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ETXTBSY: "fichier ouvert par un autre programme",
    errno.EBUSY: "fichier ouvert par un autre programme",
}


def is_full(error: BaseException) -> bool:
    """Whether it failed for want of room: the disk, the quota, or the largest file allowed."""
    return getattr(error, "errno", None) in _FULL


def words_of(error: BaseException) -> str:
    """The reason, without capital nor full stop: « droits insuffisants », « disque plein »."""
    return "disque plein" if is_full(error) else _WORDS.get(getattr(error, "errno", None) or 0, "erreur du disque")
