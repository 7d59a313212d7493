"""The personal network (人脉): four rings around me, private until promoted."""
