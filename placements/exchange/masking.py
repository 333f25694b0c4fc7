"""CPR numbers where none should stand, as the exchange sees them: smaajob.masking, which every floor uses."""

from smaajob.masking import MASKED as MASKED
from smaajob.masking import is_cpr as is_cpr
from smaajob.masking import mask as mask
