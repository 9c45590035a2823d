// InformationDesk
