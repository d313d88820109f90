use std::time::Instant;
use rayon::prelude::*;
fn main(){
 let p=std::env::args().nth(1).unwrap();
 for _ in 0..3 {
 let t=Instant::now(); let s=tenantlint::source::load(std::path::Path::new(&p),"x").unwrap(); println!("load {:?}",t.elapsed());
 let t=Instant::now(); let _:serde::de::IgnoredAny=serde_json::from_slice(s.text.as_bytes()).unwrap(); println!("ignored {:?}",t.elapsed());
 let t=Instant::now(); let a=s.text.find("[{").unwrap(); let mut v=vec![]; tenantlint::syntax::json::elements(&s.text,a,|b|v.push((b.start as u32,b.end as u32))).unwrap(); println!("elements {:?} {}",t.elapsed(),v.len());
 let t=Instant::now(); let mut sc=Default::default(); for b in &v { tenantlint::syntax::json::scan(&s.text,b.0 as usize,&mut sc).unwrap(); } println!("scan {:?} {}",t.elapsed(),sc.members.len());
 let t=Instant::now(); v.par_chunks(500).for_each(|c|{ let mut sc=Default::default(); for b in c { tenantlint::syntax::json::scan(&s.text,b.0 as usize,&mut sc).unwrap(); }}); println!("par scan {:?}",t.elapsed());
 let t=Instant::now(); let l=s.position(s.text.len() as u32 -1); println!("lines {:?} {l:?}",t.elapsed());
 let t=Instant::now(); drop(s); println!("drop {:?}",t.elapsed());
 }
}
