INSERT INTO account VALUES (1, 'juliet@capulet.example', 1, 'parlance.1', NULL, NULL, NULL, NULL, 1, 0, 'v7');
INSERT INTO pin VALUES (1, 'abababababababababababababababababababababababababababababababab');
INSERT INTO contact VALUES (1, 'romeo@montague.example', 'Romeo', 3, 0, 0);
INSERT INTO contact_group VALUES (1, 'romeo@montague.example', 'Friends');
INSERT INTO archive VALUES (1, 1, 'juliet@capulet.example');
INSERT INTO archive_range VALUES (1, 1, 's1', 1700000000000, 's2', 1700000060000, 1);
INSERT INTO chat VALUES (1, 1, 1, 0, 'romeo@montague.example', '', 1, 0, 'half', 1, 1700000000000, 1, 1, 0);
INSERT INTO message VALUES (1, 1, 1, 1700000000000, NULL, 0, '', NULL, 'o1', 's1', 0, 0, '',
    'Wherefore art thou?', NULL, NULL, NULL, 0, 4, NULL, 0, 1782579200000000001);
INSERT INTO message VALUES (2, 1, 1, 1700000060000, NULL, 1, '', NULL, 'o2', 's2', 1, 1, 'hello',
    '你好 Juliet', NULL, NULL, NULL, 0, 0, NULL, 1, 1782579262914560002);
INSERT INTO message_text (rowid, chat, body) VALUES (1782579200000000001, 'c1', 'Wherefore art thou?');
INSERT INTO message_text (rowid, chat, body) VALUES (1782579262914560002, 'c1', 'hello  你  好  Juliet');
