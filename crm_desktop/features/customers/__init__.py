"""The customer archive (客户档案): needs, cars, the three scales, and the list of all customers."""
