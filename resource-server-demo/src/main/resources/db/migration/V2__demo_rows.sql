insert into contact (name, company, email, city) values
    ('Amara Okafor', 'Brightwater Logistics', 'amara.okafor@brightwater.example', 'Rotterdam'),
    ('Jonas Lindqvist', 'Nordlys Energi', 'jonas.lindqvist@nordlys.example', 'Gothenburg'),
    ('Mei-Ling Chen', 'Paper Crane Studio', 'meiling@papercrane.example', 'Taipei'),
    ('Rafael Duarte', 'Azulejo Ceramics', 'rafael.duarte@azulejo.example', 'Porto'),
    ('Sofia Marchetti', 'Forno Rosso', 'sofia@fornorosso.example', 'Bologna'),
    ('Tomasz Zielinski', 'Vistula Freight', 't.zielinski@vistulafreight.example', 'Gdansk'),
    ('Priya Raman', 'Monsoon Analytics', 'priya.raman@monsoon.example', 'Chennai'),
    ('Daniel Weiss', 'Weiss & Sohn Werkzeuge', 'd.weiss@weiss-sohn.example', 'Stuttgart'),
    ('Laila Haddad', 'Cedar Legal', 'laila.haddad@cedarlegal.example', 'Beirut'),
    ('Grace Mwangi', 'Rift Valley Coffee', 'grace@riftvalley.example', 'Nairobi'),
    ('Owen Pritchard', 'Snowdon Outdoor', 'owen.pritchard@snowdon.example', 'Cardiff'),
    ('Camille Fournier', 'Atelier Fournier', 'camille@atelier-fournier.example', 'Lyon');

insert into contact_tag (contact_id, tag, tagged_by)
select id, 'customer', 'demo' from contact
where email in ('amara.okafor@brightwater.example', 'priya.raman@monsoon.example', 'grace@riftvalley.example');

insert into contact_tag (contact_id, tag, tagged_by)
select id, 'supplier', 'demo' from contact
where email in ('rafael.duarte@azulejo.example', 'd.weiss@weiss-sohn.example');

insert into bucket (name) values ('invoices'), ('contracts');

insert into stored_object (bucket, name, content_type, size_bytes, content, created_at, created_by) values
    ('invoices', '2026-0117-brightwater.txt', 'text/plain', 52,
     stringtoutf8('Invoice 2026-0117' || char(10) || 'Brightwater Logistics' || char(10) || 'EUR 1,840.00'),
     timestamp with time zone '2026-09-14 09:12:00+00:00', 'demo'),
    ('invoices', '2026-0118-monsoon.txt', 'text/plain', 46,
     stringtoutf8('Invoice 2026-0118' || char(10) || 'Monsoon Analytics' || char(10) || 'EUR 620.50'),
     timestamp with time zone '2026-10-02 15:40:00+00:00', 'demo'),
    ('contracts', 'cedar-legal-retainer.txt', 'text/plain', 44,
     stringtoutf8('Retainer agreement with Cedar Legal, 2026-27'),
     timestamp with time zone '2026-03-01 08:00:00+00:00', 'demo');

update stored_object set size_bytes = octet_length(content);
