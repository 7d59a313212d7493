"""The personal network (人脉): the same people, by ring and closeness; private until made a customer or shared."""
