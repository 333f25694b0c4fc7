"""First and last names, by where a family comes from and by the years in which a name was given."""

from __future__ import annotations

# Danish first names: those born before 1970, 1970–1989, 1990 and after. Women, then men.
DANISH_FIRST = (
    (
        "Anne Birgit Birthe Bodil Dorte Elsebeth Gitte Grethe Hanne Helle Inge Inger Jette Jytte Karen Kirsten Lene Lis Lone "
        "Margit Marianne Merete Pia Ruth Susanne Tove Ulla Vibeke Winnie Yrsa",
        "Arne Bent Bjarne Carsten Erik Finn Flemming Frank Hans Henning Henrik Ib Jan Jens Jørgen Karl Keld Kim Kurt Lars Leif "
        "Mogens Niels Ole Per Poul Preben Steen Svend Torben Verner",
    ),
    (
        "Anja Annette Betina Camilla Charlotte Christina Ditte Eva Gry Heidi Ida Janne Jeanette Karina Katrine Kristina Lisbeth "
        "Louise Maja Maria Mette Mia Nanna Pernille Rikke Sanne Signe Stine Tanja Tina Trine Åse",
        "Allan Anders Bo Brian Christian Claus Dennis Esben Frederik Jacob Jesper Johnny Jonas Kasper Kenneth Kristian Lasse "
        "Martin Michael Morten Nicolai Peter Rasmus René Rune Simon Søren Thomas Tommy Ulrik",
    ),
    (
        "Alberte Amalie Andrea Asta Astrid Caroline Cecilie Clara Ella Emilie Emma Filippa Frida Freja Ida Johanne Josefine "
        "Julie Karla Laura Lærke Liva Malou Mathilde Nanna Olivia Sara Silje Sofie Thea Victoria",
        "Adam Albert Alexander Aksel August Benjamin Bertram Emil Elias Felix Frederik Gustav Jonathan Lauge Liam Lucas Mads "
        "Magnus Malthe Marius Mathias Mikkel Noah Oliver Oskar Sebastian Storm Tobias Valdemar Victor Villads William",
    ),
)
DANISH_LAST = (
    "Andersen Bach Bak Bang Berg Berthelsen Bisgaard Bjerre Bjerregaard Brandt Bruun Buch Carlsen Christensen Christiansen "
    "Clausen Dahl Dalgaard Damgaard Danielsen Eriksen Fisker Frandsen Frederiksen Friis Gade Gregersen Hald Hansen Hedegaard "
    "Henriksen Hermansen Hjorth Holm Holst Iversen Jacobsen Jakobsen Jensen Jeppesen Jespersen Johansen Juhl Justesen "
    "Jørgensen Kjeldsen Kjær Klausen Knudsen Kragh Kristensen Krogh Lassen Larsen Lauritsen Laursen Lind Lund Lyngsø Madsen "
    "Mathiesen Mikkelsen Mogensen Mortensen Munk Møller Nielsen Nissen Nørgaard Olesen Olsen Overgaard Paulsen Pedersen "
    "Petersen Poulsen Rasmussen Ravn Riis Schmidt Simonsen Skov Steffensen Svendsen Sørensen Thomsen Thorup Toft Vestergaard "
    "Villadsen Winding Winther Østergaard Ågaard"
).split()
# The names that every second Dane bears are drawn far more often than the rest.
COMMON_LAST = (
    "Nielsen Jensen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen Madsen Kristensen Olsen "
    "Thomsen Christiansen Poulsen Johansen Møller Mortensen"
).split()

# Where people have come from: women's names, men's, last names, languages, and how many of a hundred.
ORIGINS: tuple[tuple[str, str, str, tuple[str, ...], int], ...] = (
    (
        "Amal Aya Dima Hala Hanan Iman Kinda Lama Layla Lina Maha Manal Nour Rana Rasha Reem Rima Salma Samar Suad Wafa Yara",
        "Ahmad Anas Bashar Fadi Firas Ghassan Hassan Imad Khaled Mahmoud Majd Marwan Mazen Nabil Omar Qusai Rami Samer Tarek Wael "
        "Yusuf Ziad",
        "Al-Ahmad Al-Khatib Al-Masri Barakat Darwish Fares Haddad Hamdan Ibrahim Kassab Khalil Mansour Nasser Qasem Saleh Shahin "
        "Sharif Suleiman Zaher",
        ("ar",),
        26,
    ),
    (
        "Alina Anastasiia Halyna Iryna Kateryna Khrystyna Larysa Liudmyla Mariia Nadiia Nataliia Oksana Olena Olha Svitlana Tetiana "
        "Valentyna Viktoriia Yuliia Zoia",
        "Andrii Bohdan Dmytro Ihor Ivan Maksym Mykola Oleh Oleksandr Pavlo Petro Roman Ruslan Serhii Taras Vasyl Viktor Volodymyr "
        "Yurii",
        "Bilyk Bondar Hnatiuk Honchar Kovalenko Koval Kravchenko Lysenko Marchenko Melnyk Moroz Oliinyk Panchenko Polishchuk "
        "Savchenko Shevchuk Tkachenko Vasylenko Zhuk",
        ("uk", "ru"),
        24,
    ),
    (
        "Abrehet Almaz Azeb Bisrat Feven Hiwet Luwam Mebrat Mehret Nigisti Rahel Saba Selam Senait Tsega Winta Yordanos",
        "Abel Biniam Daniel Ermias Filmon Goitom Haben Isaias Kibrom Merhawi Mulugeta Natnael Robel Samuel Tesfay Yonas Zerai",
        "Abraha Asfaha Berhane Gebremariam Ghebreab Habtemariam Haile Kidane Kiflom Mengisteab Ogbazghi Tekle Tesfamariam Weldu "
        "Woldemichael Yemane",
        ("ti",),
        14,
    ),
    (
        "Amina Asha Ayan Faduma Fartun Hawa Hibo Hodan Ifrah Khadra Ladan Nimco Sahra Ubax Zamzam",
        "Abdi Abdullahi Ahmed Bashir Cabdi Faisal Guled Hamse Ismail Jama Liban Mohamed Mustafa Said Yasin",
        "Abdi Adan Ali Dahir Elmi Farah Guled Hassan Hersi Ibrahim Jama Mohamud Nur Omar Warsame Yusuf",
        ("so",),
        12,
    ),
    (
        "Farida Freshta Jamila Laila Latifa Mina Nargis Parwin Samira Shabnam Sima Zahra Zarghuna",
        "Abdul Ajmal Ali Esmat Farid Habib Jawad Massoud Nasir Navid Omid Reza Sayed Wahid Zabi",
        "Ahmadi Akbari Azizi Faizi Ghafoori Haidari Hosseini Karimi Mohammadi Nazari Noori Qaderi Rahimi Rezai Sadat Sultani",
        ("fa", "ps"),
        12,
    ),
    (
        "Ayşe Derya Elif Emine Fatma Gül Hatice Meryem Nesrin Rojin Şirin Zeynep",
        "Ali Baran Cemal Deniz Hüseyin İbrahim Kemal Mehmet Murat Serdar Yusuf",
        "Acar Aslan Aydın Çelik Demir Doğan Kaya Koç Öztürk Polat Şahin Yıldız",
        ("tr", "ku"),
        5,
    ),
    (
        "Chantal Espérance Furaha Grace Jeanne Neema Sifa Zawadi",
        "Amani Baraka Emmanuel Innocent Jean Moïse Patrick Safari",
        "Bahati Byamungu Kabongo Kalala Mugisho Mukendi Nsimba Tshibangu",
        ("sw", "fr"),
        4,
    ),
    (
        "Agnieszka Ewa Joanna Katarzyna Magdalena Monika",
        "Adam Krzysztof Marek Paweł Piotr Tomasz",
        "Kamiński Kowalczyk Lewandowski Nowak Wiśniewski Zieliński",
        ("pl", "en:B1"),
        2,
    ),
    ("Kanya Malee Nid Pim Siriporn", "Anan Chai Somchai", "Boonmee Chaiyasit Saetang Srisai", ("th",), 1),
)

SWEDISH_FIRST = (
    "Alva Anna Astrid Birgitta Carina Ebba Elin Elsa Emma Eva Frida Gunilla Hanna Ingrid Jenny Karin Kerstin Linnea Lisa Lovisa "
    "Malin Maria Monica Sara Sofia Tove Ulrika Åsa",
    "Anders Axel Björn Christer Daniel Emil Erik Filip Fredrik Gustav Göran Henrik Håkan Johan Jonas Karl Lars Leif Magnus Mats "
    "Mikael Nils Oskar Per Peter Stefan Tobias Ulf",
)
SWEDISH_LAST = (
    "Andersson Berg Berglund Bergström Björk Blom Dahlberg Ek Eklund Engström Eriksson Forsberg Fransson Gustafsson Hedlund "
    "Holm Holmgren Jakobsson Johansson Jonsson Karlsson Larsson Lind Lindberg Lindgren Lundqvist Magnusson Nilsson Norberg "
    "Nordin Olofsson Olsson Persson Pettersson Sandberg Sjöberg Söderberg Svensson Wallin Åberg Åkesson Öberg"
).split()
