"""What every page needs: guards, forms, filters, language, headers, errors.

It knows no slice and no business.
"""
